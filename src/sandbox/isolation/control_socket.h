#pragma once
/// The sandbox's end of the control socket: messages of init's in their order, commands that never wait. Shared by jails and the
/// world of the containers.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/isolation/init/channel.h"

namespace eni::sandbox::isolation {

class ControlSocket {
 public:
  /// Both ends. @return  the other one; none and errno
  static net::Descriptor make(net::EventLoop& loop, std::function<void(Message)> on_message,
                              std::unique_ptr<ControlSocket>& own);
  virtual ~ControlSocket() = default;

  /// What the other end does not take yet is kept, up to a bound.
  /// @return  0 or an errno; ETIMEDOUT: it has not taken any for long
  virtual int send(std::string bytes, std::vector<net::Descriptor> attached = {}) = 0;
  /// What it has said and nobody has read yet, when it has ended.
  virtual void take_last_words() = 0;
};

}  // namespace eni::sandbox::isolation
