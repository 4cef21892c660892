#pragma once
/// An HTTP/1.1 client on the event loop, whose bodies may be of any size, those of requests and those of answers: they come and go piece
/// by piece. Each exchange has a connection of its own; TLS is verified as net::Client does.
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "base/task.h"
#include "net/client.h"
#include "net/event_loop.h"
#include "net/http.h"

namespace eni::net {

/// Takes the body of an answer 200 or 206 as it comes, on the loop's thread. An error ends the exchange with it.
/// @param head  the answer without its body; the same for each piece
using BodySink = std::function<Result<void>(const Response& head, std::string_view piece)>;

/// Gives a request's body piece by piece, "" at its end. Called on the loop's thread, once the piece before is sent. An error ends the
/// exchange with it.
using BodySource = std::function<Result<std::string>()>;

struct StreamOptions {
  /// Empty: all bodies are in memory. Those of other answers than 200 and 206 are in any case.
  BodySink sink = {};
  /// Not empty: the request's body, in chunks, in place of Request::body. Who is answered before its end sends no more.
  BodySource source = {};
  std::size_t max_body_bytes = 1024 * 1024;  ///< of an answer, in memory
  Duration max_silence =
      std::chrono::minutes{1};  ///< in which nothing comes or goes; noticed after twice as long at the latest
  Duration max_duration = std::chrono::hours{2};
  bool is_direct = false;  ///< without a proxy, whatever the environment says
};

class StreamingClient {
 public:
  /// @param options  max_body_bytes is not used
  static std::unique_ptr<StreamingClient> make(EventLoop& loop, ClientOptions options);
  /// Outlives its exchanges.
  virtual ~StreamingClient() = default;

  /// As net::Client::exchange(). Whoever destroys the task breaks the exchange off.
  /// @error  as there; "no answer from HOST for N s"; "the answer of HOST is larger than N bytes"; the sink's and the source's own. A part of the body may
  ///         have been given away by then
  virtual Task<Result<Response>> exchange(Url url, Request request, StreamOptions options) = 0;
};

}  // namespace eni::net
