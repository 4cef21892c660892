#include "net/client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <map>
#include <openssl/crypto.h>

#include "net/connection.h"

namespace eni::net {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

struct Exchange {
  std::string head_and_body;
  http::response_parser<http::string_body> parser;
  error_code error;
  bool done = false;
  bool keep_alive = false;
};

asio::awaitable<void> talk(std::shared_ptr<Connection> connection, std::shared_ptr<Exchange> exchange) {
  Stream& stream = connection->stream;
  co_await asio::async_write(stream, asio::buffer(exchange->head_and_body),
                             asio::redirect_error(asio::use_awaitable, exchange->error));
  OPENSSL_cleanse(exchange->head_and_body.data(), exchange->head_and_body.size());
  // A server may answer and close before it has read everything, so an answer is looked for in any case.
  if (exchange->error != asio::error::operation_aborted) {
    exchange->error = {};
    co_await http::async_read(stream, connection->buffer, exchange->parser,
                              asio::redirect_error(asio::use_awaitable, exchange->error));
  }
  exchange->keep_alive = !exchange->error && exchange->parser.get().keep_alive();
  exchange->done = true;
}

/// Of what a connection is used for. An exception comes out of the request, and the connection is of no more use.
struct EndOf {
  std::shared_ptr<Connection> connection;

  void operator()(const std::exception_ptr& thrown) const {
    if (!thrown) return;
    connection->state = Connection::State::kFailed;
    connection->problem = Error{"the connection to " + place(connection->url) + " is broken", ""};
    std::rethrow_exception(thrown);
  }
};

Response to_response(http::response<http::string_body> message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) response.headers.add(field.name_string(), field.value());
  response.body = std::move(message.body());
  return response;
}

}  // namespace

class Client::Connections {
 public:
  explicit Connections(ClientOptions options)
      : options_{std::move(options)},
        loop_{std::make_shared<asio::io_context>(1)},
        work_{loop_->get_executor()} {}
  ~Connections() { reset(); }
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  /// The connection to that origin, opened now unless it is there already.
  Result<std::shared_ptr<Connection>> open_to(const Url& url) {
    auto& slot = by_origin_[url.scheme + "://" + place(url)];
    if (slot) return slot;
    auto ready = url.scheme == "https" ? tls_.get()
                                       : Result<std::shared_ptr<TlsContext>>{std::shared_ptr<TlsContext>{}};
    auto proxy = options_.proxies.proxy_for(url);
    if (ready.has_error() || proxy.has_error()) {
      by_origin_.erase(url.scheme + "://" + place(url));
      return ready.has_error() ? ready.error() : proxy.error();
    }
    slot = std::make_shared<Connection>(*loop_, url, *std::move(proxy));
    asio::co_spawn(*loop_, open_connection(slot, *ready), EndOf{slot});
    return slot;
  }

  /// The one that passes requests to `url` on and reads them; nothing if there is none.
  Result<std::optional<Proxy>> forwarding_proxy(const Url& url) const {
    if (url.scheme == "https") return std::optional<Proxy>{};
    return options_.proxies.proxy_for(url);
  }

  bool is_open(const Url& url) const { return by_origin_.count(url.scheme + "://" + place(url)) > 0; }

  void forget(const Url& url) {
    const auto found = by_origin_.find(url.scheme + "://" + place(url));
    if (found == by_origin_.end()) return;
    found->second->abandon();
    by_origin_.erase(found);
  }

  /// Sends and reads over `connection`, once it is open.
  Result<Response> run(const Url& url, const std::shared_ptr<Connection>& connection, std::string bytes,
                       const std::string& method, TimePoint deadline, bool& stale) {
    stale = false;
    const Error late{"no answer from " + url.host + " within the time", ""};
    if (!run_until(deadline, [&] { return connection->state != Connection::State::kConnecting; }))
      return late;
    if (connection->state == Connection::State::kFailed) {
      stale = true;
      return connection->problem;
    }
    auto exchange = std::make_shared<Exchange>();
    exchange->head_and_body = std::move(bytes);
    exchange->parser.body_limit(options_.max_body_bytes);
    if (method == "HEAD") exchange->parser.skip(true);
    asio::co_spawn(*loop_, talk(connection, exchange), EndOf{connection});
    if (!run_until(deadline, [&] { return exchange->done; })) return late;
    if (exchange->error) {
      stale = !exchange->parser.got_some();
      return Error{"no answer from " + url.host + ": " + describe_failure(exchange->error), ""};
    }
    if (!exchange->keep_alive) forget(url);
    return to_response(exchange->parser.release());
  }

  void prepare_tls() {
    // A failure shows again at the exchange.
    (void)tls_.get();
  }

  /// Does what can be done without waiting.
  void advance() {
    loop_->restart();
    loop_->poll();
  }

  void reset() {
    for (auto& [origin, connection] : by_origin_) connection->abandon();
    by_origin_.clear();
    // What was waiting on the closed sockets now ends, and gives back its memory.
    advance();
  }

 private:
  /// Lets the loop run until `is_done` or the deadline. @return whether it is done
  template <class Predicate>
  bool run_until(TimePoint deadline, Predicate is_done) {
    using Steady = std::chrono::steady_clock;
    constexpr Duration kLongest = std::chrono::hours{1};
    // The wall clock is asked once: it may be set while this waits.
    Duration remaining = deadline - SystemClock{}.now();
    const auto began = Steady::now();
    const Duration all = remaining;
    while (!is_done()) {
      if (remaining <= Duration{0}) return false;
      loop_->restart();
      loop_->run_one_for(std::min(remaining, kLongest));
      remaining = all - std::chrono::duration_cast<Duration>(Steady::now() - began);
    }
    return true;
  }

  ClientOptions options_;
  std::shared_ptr<asio::io_context> loop_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  TlsClientContext tls_{options_.ca_bundle};
  std::map<std::string, std::shared_ptr<Connection>> by_origin_;
};

Client::Client(ClientOptions options) : connections_{std::make_unique<Connections>(std::move(options))} {}
Client::~Client() = default;

void Client::prepare_tls() { connections_->prepare_tls(); }

void Client::preconnect(const Url& url) {
  // A failure to start shows again, with its reason, at the exchange.
  (void)connections_->open_to(url);
  connections_->advance();
}

Result<Response> Client::exchange(const Url& url, Request request, TimePoint deadline) {
  ENI_TRY(const std::optional<Proxy> proxy, connections_->forwarding_proxy(url));
  ENI_TRY(std::string bytes, write_request(url, request, proxy ? &*proxy : nullptr));
  for (bool may_replace = connections_->is_open(url);; may_replace = false) {
    ENI_TRY(const auto connection, connections_->open_to(url));
    bool stale = false;
    auto response = connections_->run(url, connection, bytes, request.method, deadline, stale);
    if (response.has_error()) connections_->forget(url);
    if (response.has_value() || !stale || !may_replace) {
      OPENSSL_cleanse(bytes.data(), bytes.size());
      return response;
    }
  }
}

void Client::reset() { connections_->reset(); }

}  // namespace eni::net
