#pragma once
/// The control socket of a sandbox on this machine. The sandbox's page tells where it is; who listens there is asked of the kernel, for it
/// gets descriptors of the command's.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "eni_trunking/sandbox/sandbox_pages.h"
#include "net/descriptor.h"
#include "task_access/request.h"

namespace eni::command {

/// A message of the sandbox's that is no error.
struct ControlAnswer {
  bool has_started = false;
  std::string interface;  ///< that is captured
  std::optional<int> exit_code;
  std::uint64_t skipped_lines = 0;
  std::string notice;  ///< for people
  std::vector<net::Descriptor> descriptors;
};

class ControlConnection {
 public:
  /// Connects and asks. @param descriptors  to hand over
  static Result<ControlConnection, SandboxFailure> open(const net::Url& sandbox,
                                                        const task_access::Request& request,
                                                        const std::vector<int>& descriptors);
  /// The same once the socket's path is known.
  static Result<ControlConnection, SandboxFailure> connect(const std::string& path,
                                                           const task_access::Request& request,
                                                           const std::vector<int>& descriptors);

  /// Readable when there is an answer.
  int descriptor() const { return socket_.get(); }
  /// The next one. Waits for it.
  /// @error  what the sandbox refuses; it has gone
  Result<ControlAnswer, SandboxFailure> receive() const;
  void send_signal(int signal) const;

 private:
  explicit ControlConnection(net::Descriptor socket) : socket_{std::move(socket)} {}

  net::Descriptor socket_;
};

}  // namespace eni::command
