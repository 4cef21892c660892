#pragma once
/// A socket that coroutines wait on, and DNS messages over connections of such.
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/task.h"
#include "net/descriptor.h"
#include "net/descriptor_watch.h"

namespace eni::sandbox::task_engine::endpoints {

/// Of waiting: setting the wall clock does not change it.
using SteadyTime = std::chrono::steady_clock::time_point;

class AwaitableSocket {
 public:
  using Event = net::DescriptorWatch::Event;

  /// @param socket  does not block
  AwaitableSocket(net::EventLoop& loop, net::Descriptor socket);

  int get() const { return watch_->descriptor(); }
  /// @return  when it is ready
  Task<void> wait(Event event);
  /// @return  whether it was ready before `end`
  Task<bool> wait_until(Event event, SteadyTime end);

 private:
  net::EventLoop& loop_;
  std::unique_ptr<net::DescriptorWatch> watch_;
};

/// A message with its length before it. Source: RFC 1035, section 4.2.2.
/// @return  nothing at the end of the connection, after an error, if it is longer than `max_bytes`, or not there before `end`
Task<std::optional<std::string>> receive_message(AwaitableSocket& connection, std::size_t max_bytes,
                                                 SteadyTime end);
/// @param message  at most 65535 bytes
/// @return  whether it was written before `end`
Task<bool> send_message(AwaitableSocket& connection, std::string message, SteadyTime end);

}  // namespace eni::sandbox::task_engine::endpoints
