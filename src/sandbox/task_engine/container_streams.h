#pragma once
/// Standard input, output and error of a container's program: its ends, and those that its log reads.
#include <array>

#include "base/result.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/task_engine/logs/container_log.h"

namespace eni::sandbox::task_engine {

class ContainerStreams {
 public:
  /// Pipes of a program without a terminal. @param keeps_input_open  `interactive`: its input does not end; else it is empty
  /// @return  its ends of them, in their order
  Result<std::array<net::Descriptor, 3>> open(net::EventLoop& loop, ContainerLog& log, bool keeps_input_open);
  /// The terminal that the runtime has made. It is held until close(), for its end would be a hangup.
  Result<void> take_terminal(net::EventLoop& loop, ContainerLog& log, net::Descriptor terminal);
  /// Once the program has ended for good.
  void close() { input_.reset(); }

 private:
  net::Descriptor input_;  ///< the other end of a standard input that is kept open, or the terminal
};

}  // namespace eni::sandbox::task_engine
