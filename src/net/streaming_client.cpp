#include "net/streaming_client.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <cstdio>
#include <openssl/crypto.h>

#include "base/defect.h"
#include "net/connection.h"

namespace eni::net {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Parser = http::response_parser<http::buffer_body>;

/// One that goes on by itself, and which its caller may have left.
struct StreamedExchange {
  std::string bytes;
  bool is_head = false;
  StreamOptions options;
  Response response;
  std::uint64_t steps = 0;  ///< that tell that something comes
  bool is_abandoned = false;

  bool is_streamed() const { return options.sink && (response.status == 200 || response.status == 206); }
};

void take_head(const Parser& parser, Response& response) {
  response.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get()) response.headers.add(field.name_string(), field.value());
}

Result<void> take_piece(StreamedExchange& exchange, const std::string& host, std::string_view piece) {
  if (piece.empty()) return {};
  if (exchange.is_streamed()) return exchange.options.sink(exchange.response, piece);
  if (piece.size() > exchange.options.max_body_bytes - exchange.response.body.size())
    return Error{"the answer of " + host + " is larger than " +
                     std::to_string(exchange.options.max_body_bytes) + " bytes",
                 ""};
  exchange.response.body += piece;
  return {};
}

asio::awaitable<Result<void>> read_body(std::shared_ptr<Connection> connection,
                                        std::shared_ptr<StreamedExchange> exchange, Parser& parser) {
  std::array<char, 64 * 1024> room;
  const std::string& host = connection->url.host;
  while (!parser.is_done()) {
    parser.get().body().data = room.data();
    parser.get().body().size = room.size();
    error_code code;
    co_await http::async_read_some(connection->stream, connection->buffer, parser,
                                   asio::redirect_error(asio::use_awaitable, code));
    if (exchange->is_abandoned) co_return Error{"broken off", ""};
    ++exchange->steps;
    // What came before an error counts, too: the rest can be asked for.
    auto taken = take_piece(*exchange, host, {room.data(), room.size() - parser.get().body().size});
    if (taken.has_error()) co_return taken;
    if (code && code != http::error::need_buffer)
      co_return Error{"no answer from " + host + ": " + describe_failure(code), ""};
  }
  co_return Result<void>{};
}

std::string chunk_of(const std::string& piece) {
  std::array<char, 20> size{};
  const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
  return std::string(size.data(), static_cast<std::size_t>(digits)) + piece + "\r\n";
}

/// Whether something has come, which can only be an answer. What TLS has in its own buffers is found out later.
bool is_answered(Connection& connection) {
  error_code ignored;
  return connection.stream.socket().available(ignored) > 0;
}

/// Up to the end of the body, or where the server does not want more of it.
asio::awaitable<Result<void>> send_body(std::shared_ptr<Connection> connection,
                                        std::shared_ptr<StreamedExchange> exchange) {
  while (!is_answered(*connection)) {
    Result<std::string> piece = exchange->options.source();
    if (piece.has_error()) co_return piece.error();
    const std::string chunk = chunk_of(*piece);
    error_code code;
    co_await asio::async_write(connection->stream, asio::buffer(chunk),
                               asio::redirect_error(asio::use_awaitable, code));
    if (exchange->is_abandoned) co_return Error{"broken off", ""};
    ++exchange->steps;
    if (code || piece->empty()) break;
  }
  co_return Result<void>{};
}

asio::awaitable<Result<void>> talk(std::shared_ptr<Connection> connection,
                                   std::shared_ptr<StreamedExchange> exchange) {
  error_code code;
  co_await asio::async_write(connection->stream, asio::buffer(exchange->bytes),
                             asio::redirect_error(asio::use_awaitable, code));
  OPENSSL_cleanse(exchange->bytes.data(), exchange->bytes.size());
  if (exchange->is_abandoned) co_return Error{"broken off", ""};
  if (!code && exchange->options.source) {
    Result<void> sent = co_await send_body(connection, exchange);
    if (sent.has_error()) co_return sent;
  }
  Parser parser;
  parser.body_limit(boost::none);
  parser.skip(exchange->is_head);
  // A server may answer and close before it has read everything, so an answer is looked for in any case.
  if (code != asio::error::operation_aborted) {
    code = {};
    co_await http::async_read_header(connection->stream, connection->buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, code));
  }
  if (exchange->is_abandoned) co_return Error{"broken off", ""};
  if (code) co_return Error{"no answer from " + connection->url.host + ": " + describe_failure(code), ""};
  ++exchange->steps;
  take_head(parser, exchange->response);
  Result<void> read = co_await read_body(connection, exchange, parser);
  co_return read;
}

asio::awaitable<Result<void>> open_and_talk(std::shared_ptr<Connection> connection,
                                            std::shared_ptr<TlsContext> tls,
                                            std::shared_ptr<StreamedExchange> exchange) {
  co_await open_connection(connection, tls);
  if (exchange->is_abandoned) co_return Error{"broken off", ""};
  if (connection->state != Connection::State::kReady) co_return connection->problem;
  ++exchange->steps;
  Result<void> talked = co_await talk(connection, exchange);
  co_return talked;
}

/// Ends what its task no longer waits for.
struct AbortAtExit {
  std::shared_ptr<Connection> connection;
  std::shared_ptr<StreamedExchange> exchange;
  ~AbortAtExit() {
    exchange->is_abandoned = true;
    exchange->options.sink = {};
    exchange->options.source = {};
    connection->abandon();
  }
};

class Clients final : public StreamingClient {
 public:
  Clients(EventLoop& loop, ClientOptions options)
      : loop_{loop}, options_{std::move(options)}, tls_{options_.ca_bundle} {}

  Task<Result<Response>> exchange(Url url, Request request, StreamOptions options) override {
    std::shared_ptr<TlsContext> tls;
    if (url.scheme == "https") {
      ENI_CO_TRY(tls, tls_.get());
    }
    std::optional<Proxy> proxy;
    if (!options.is_direct) {
      ENI_CO_TRY(proxy, options_.proxies.proxy_for(url));
    }
    if (options.source) request.headers.set("Transfer-Encoding", "chunked");
    const auto exchange = std::make_shared<StreamedExchange>();
    ENI_CO_TRY(exchange->bytes, write_request(url, request, proxy && !tls ? &*proxy : nullptr));
    exchange->is_head = request.method == "HEAD";
    exchange->options = std::move(options);
    const auto connection = std::make_shared<Connection>(loop_.context(), url, proxy);
    const Channel<Result<void>> endings{loop_};
    const AbortAtExit at_the_end{connection, exchange};
    asio::co_spawn(
        loop_.context(), open_and_talk(connection, tls, exchange),
        [endings](std::exception_ptr defect, Result<void> ending) {
          endings.push(defect ? Error{"internal failure: " + what_of(defect), ""} : std::move(ending));
        });
    auto waiting = wait(endings, exchange, url.host);
    ENI_CO_CHECK(co_await std::move(waiting));
    co_return std::move(exchange->response);
  }

 private:
  Task<Result<void>> wait(Channel<Result<void>> endings, std::shared_ptr<StreamedExchange> exchange,
                          std::string host) {
    const TimePoint end = loop_.now() + exchange->options.max_duration;
    for (;;) {
      const std::uint64_t before = exchange->steps;
      const TimePoint next = std::min(end, loop_.now() + exchange->options.max_silence);
      std::optional<Result<void>> ending = co_await endings.pop_until(next);
      if (ending) co_return *std::move(ending);
      const Duration limit =
          loop_.now() >= end ? exchange->options.max_duration : exchange->options.max_silence;
      if (loop_.now() >= end || exchange->steps == before)
        co_return Error{"no answer from " + host + " for " + std::to_string(limit.count() / 1000) + " s", ""};
    }
  }

  EventLoop& loop_;
  const ClientOptions options_;
  TlsClientContext tls_;
};

}  // namespace

std::unique_ptr<StreamingClient> StreamingClient::make(EventLoop& loop, ClientOptions options) {
  return std::make_unique<Clients>(loop, std::move(options));
}

}  // namespace eni::net
