#pragma once
/// What a host's trunk carries, seen as `eni-trunking capture` sees it.
#include <map>
#include <string>
#include <vector>

#include "eni_trunking/tasks/control_connection.h"
#include "eni_trunking/tasks/packet_socket.h"

namespace eni::command {

class TrunkCapture {
 public:
  /// From now on frames are kept. @param instance_id  of a host with a trunk
  static Result<TrunkCapture, SandboxFailure> begin(const net::Url& sandbox, const std::string& instance_id);

  const std::string& interface() const { return interface_; }
  /// Of each address the frame with which its port 80 accepts a connection: its tag, its MAC and what is in it, as a line.
  /// @error  some have sent none
  Result<std::vector<std::string>> accepting_frames(const std::vector<std::string>& addresses);

 private:
  TrunkCapture(ControlConnection connection, PacketSocket socket, std::string interface)
      : connection_{std::move(connection)}, socket_{std::move(socket)}, interface_{std::move(interface)} {}

  ControlConnection connection_;  ///< as long as it is open frames come
  PacketSocket socket_;
  std::string interface_;
};

/// "vlan 5  0e:00:00:00:01:0a  TCP 172.31.0.14:80 > 172.31.0.5:40000 SYN,ACK": such a line of a frame (packets/frame_text.h) without
/// the MAC that it goes to, which is the gateway's in all of them.
std::string without_destination(const std::string& frame_text);

}  // namespace eni::command
