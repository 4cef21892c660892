#pragma once
/// WebSocket connections, the server's end. Source: RFC 6455.
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/scheduler.h"
#include "base/task.h"
#include "net/event_loop.h"

namespace eni::net {

struct WebSocketMessage {
  std::string bytes;
  bool is_text = false;
};

/// Its end is the connection's.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  /// One at a time. @return  nothing once the client has gone, or at `deadline`: the connection is of no more use then
  virtual Task<std::optional<WebSocketMessage>> receive_until(TimePoint deadline) = 0;
  /// One at a time. @return  whether the connection has taken it
  virtual Task<bool> send(WebSocketMessage message) = 0;
  /// Says so to the client, and waits for its answer for a while.
  virtual Task<void> close() = 0;
};

class WebSocketServer {
 public:
  /// @param target  the request's: "/v1/data-channel/ID?role=…"
  using Accept = std::function<void(std::string target, std::unique_ptr<WebSocket>)>;

  static constexpr std::size_t kMaxMessageBytes = 128 * 1024;
  static constexpr std::size_t kMaxConnections = 256;

  /// On 127.0.0.1, at a port that the system chooses. Web pages are refused: their browsers say where they come from (Origin).
  /// @error  "cannot listen on 127.0.0.1: REASON"
  static Result<std::unique_ptr<WebSocketServer>> listen(EventLoop& loop, Accept accept);
  /// No more connections; those that there are go on.
  virtual ~WebSocketServer() = default;

  virtual std::uint16_t port() const = 0;
};

}  // namespace eni::net
