#pragma once
/// Readiness of a file descriptor that is read and written by other means than Asio's: control sockets, announcements of the
/// kernel.
#include <functional>
#include <memory>

#include "net/event_loop.h"

namespace eni::net {

class DescriptorWatch {
 public:
  enum class Event { kReadable, kWritable };

  /// @param descriptor  becomes the watch's own, and is closed with it; non-blocking or read with MSG_DONTWAIT
  static std::unique_ptr<DescriptorWatch> make(EventLoop& loop, int descriptor);
  /// The handler is not called any more.
  virtual ~DescriptorWatch() = default;

  virtual int descriptor() const = 0;
  /// Calls `handler` once, when there is something to read (or the end), or room to write.
  virtual void wait(Event event, std::function<void()> handler) = 0;
};

}  // namespace eni::net
