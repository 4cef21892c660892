#pragma once
/// An HTTP/1.1 server on the event loop: keep-alive, pipelining one at a time, Expect: 100-continue, chunked
/// bodies.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/body_receiver.h"
#include "net/event_loop.h"
#include "net/http.h"

namespace eni::net {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: the system chooses
  /// A listening stream socket made elsewhere, TCP of either family or Unix. The server owns it from the call on, whatever
  /// comes of it; `address` and `port` are not used then.
  int listener = -1;
  std::size_t max_header_bytes = 64 * 1024;       ///< more is answered 431
  std::size_t max_body_bytes = 64 * 1024 * 1024;  ///< more is answered 413
  std::size_t max_held_bytes =
      256 * 1024 * 1024;  ///< of all bodies that are being received; more is answered 503
  std::size_t max_connections =
      0;  ///< those above it are closed at once; 0: as many as there are descriptors
  /// Asked before a body is taken that the client waits to send (Expect: 100-continue), or of which more is to come than
  /// came with its header: the answer that it gets instead, upon which the connection ends. May be empty.
  std::function<std::optional<Response>(const Request& head)> check_head;
  /// Asked for each request with a body, once its header is there: who takes the body, which has no bound then. May be empty.
  ChooseReceiver choose_receiver;
  std::chrono::seconds idle_timeout{120};  ///< between requests, and while one is being received
};

/// How an answer is given: once, now or later, from the loop's thread. A call after the connection has gone
/// is harmless. `drop()` closes the connection without an answer (fault injection).
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void send(Response response) = 0;
  /// The same with a part of a file as the body, which is not read into memory: of a file that turns out shorter the connection
  /// ends. Those that keep the answer for somebody (in tests) get it as a body in memory.
  virtual void send_file(Response response, FileRange body);
  virtual void drop() = 0;
};

/// Called for each request, on the loop's thread.
using Handler = std::function<void(Request&& request, std::shared_ptr<Responder> responder)>;

class Server {
 public:
  /// Listens at once. @error  "cannot listen on ADDRESS:PORT: …" with a hint if the port is in use; "cannot take over a
  /// listening socket: …"
  static Result<std::unique_ptr<Server>> listen(EventLoop& loop, ServerOptions options, Handler handler);
  /// Listens nowhere: serves the connections that it is given.
  static std::unique_ptr<Server> without_listener(EventLoop& loop, ServerOptions options, Handler handler);
  virtual ~Server() = default;
  /// The port it listens on; 0 if on none, or on a Unix socket.
  virtual std::uint16_t port() const = 0;
  /// Serves a connected stream socket that was made elsewhere, which becomes the server's own.
  virtual void take_connection(int socket) = 0;
  /// Stops accepting and closes all connections.
  virtual void close() = 0;
};

}  // namespace eni::net
