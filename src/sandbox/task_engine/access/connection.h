#pragma once
/// A command that has connected to the control socket.
#include <memory>

#include "base/json.h"
#include "base/scheduler.h"
#include "net/descriptor_message.h"
#include "net/descriptor_watch.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::task_engine {

/// What a session waits for.
struct SessionEvent {
  enum class Kind {
    kMessage,  ///< from the command; the next one comes after Connection::listen()
    kGone,     ///< the command has closed the connection
    kEnded,    ///< the program that was started for it has ended
  };
  Kind kind = Kind::kGone;
  net::DescriptorMessage message = {};
  world::ProcessEnd end = {};
};

class Connection {
 public:
  Connection(net::EventLoop& loop, net::Descriptor socket);

  const Channel<SessionEvent>& events() const { return events_; }
  /// Takes one message, or the end: so a command that says much does not fill the memory.
  void listen();
  /// Never waits: a command that reads nothing gets no more.
  void send(const json::object& message, const std::vector<int>& descriptors = {});
  void refuse(const Error& error);

 private:
  std::unique_ptr<net::DescriptorWatch> watch_;
  Channel<SessionEvent> events_;
};

}  // namespace eni::sandbox::task_engine
