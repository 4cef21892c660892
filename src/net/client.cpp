#include "net/client.h"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdio>
#include <cstring>
#include <map>
#include <netdb.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <optional>
#include <thread>

#include "net/trust_store.h"

namespace eni::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// How long one address of a host is tried before the next one; the last one has all the time there is.
constexpr std::chrono::seconds kTimePerAddress{3};

/// Room for an answer of the usual size, so that it is read in one piece.
constexpr std::size_t kUsualAnswer = 8192;

struct Lookup {
  std::vector<tcp::endpoint> endpoints;
  std::string problem;
};

/// Blocks as long as DNS does.
Lookup look_up(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  Lookup result;
  if (const int code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); code != 0) {
    result.problem = ::gai_strerror(code);
    return result;
  }
  for (const addrinfo* each = found; each; each = each->ai_next) {
    tcp::endpoint endpoint;
    if (each->ai_addrlen > endpoint.capacity()) continue;
    endpoint.resize(each->ai_addrlen);
    std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
    result.endpoints.push_back(endpoint);
  }
  ::freeaddrinfo(found);
  return result;
}

/// Asks DNS from a thread of its own, which nobody waits for: a resolver that hangs then holds up neither the
/// deadline nor another host's lookup. The thread shares the loop's ownership, so the loop outlives it.
asio::awaitable<Lookup> resolve(std::shared_ptr<asio::io_context> loop, std::string host, std::string port) {
  error_code not_numeric;
  const auto address = asio::ip::make_address(host, not_numeric);
  if (!not_numeric) {
    Lookup literal;
    literal.endpoints.emplace_back(address, static_cast<std::uint16_t>(std::atoi(port.c_str())));
    co_return literal;
  }
  auto ask = [loop, host, port](auto handler) {
    std::thread{[loop, host, port, answer = std::move(handler)]() mutable {
      Lookup result = look_up(host, port);
      asio::post(*loop, [answer = std::move(answer), result = std::move(result)]() mutable {
        std::move(answer)(std::move(result));
      });
    }}.detach();
  };
  Lookup result =
      co_await asio::async_initiate<decltype(asio::use_awaitable), void(Lookup)>(ask, asio::use_awaitable);
  co_return result;
}

/// A connection's byte stream, encrypted or not, behind one type: the HTTP reader is then compiled once.
class Stream {
 public:
  using executor_type = tcp::socket::executor_type;
  explicit Stream(asio::io_context& loop) : socket_{loop} {}

  executor_type get_executor() { return socket_.get_executor(); }
  tcp::socket& socket() { return socket_; }
  asio::ssl::stream<tcp::socket&>& encrypt(asio::ssl::context& context) {
    return tls_.emplace(socket_, context);
  }
  asio::ssl::stream<tcp::socket&>& encrypted() { return *tls_; }

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto completion, const auto& target) {
          if (tls_) return tls_->async_read_some(target, std::move(completion));
          return socket_.async_read_some(target, std::move(completion));
        },
        handler, buffers);
  }
  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto completion, const auto& source) {
          if (tls_) return tls_->async_write_some(source, std::move(completion));
          return socket_.async_write_some(source, std::move(completion));
        },
        handler, buffers);
  }

 private:
  tcp::socket socket_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
};

struct Connection {
  enum class State { kConnecting, kReady, kFailed };

  Connection(asio::io_context& loop, Url to, std::optional<Proxy> through)
      : url{std::move(to)}, proxy{std::move(through)}, stream{loop} {
    buffer.reserve(kUsualAnswer);
  }
  ~Connection() { wipe_buffer(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void close() {
    error_code ignored;
    stream.socket().close(ignored);
  }
  /// Answers of STS hold secrets.
  void wipe_buffer() {
    buffer.consume(buffer.size());
    const auto all = buffer.prepare(buffer.capacity());
    OPENSSL_cleanse(all.data(), all.size());
  }
  void fail(std::string message) {
    state = State::kFailed;
    problem = {std::move(message), ""};
    close();
  }
  /// Nobody wants it any more: what is still under way towards it (a lookup, an address) goes no further.
  void abandon() {
    is_abandoned = true;
    close();
  }

  Url url;
  std::optional<Proxy> proxy;  ///< through which it leads there
  Stream stream;
  beast::flat_buffer buffer;
  State state = State::kConnecting;
  Error problem;
  bool is_abandoned = false;
};

struct Exchange {
  std::string head_and_body;
  http::response_parser<http::string_body> parser;
  error_code error;
  bool done = false;
  bool keep_alive = false;
};

std::string place(const Url& url) { return url.host + ":" + url.port; }

/// The number of an error of which the text is not loaded (see keep_to_tls_algorithms): `openssl errstr` explains it.
std::string number_of(const error_code& code) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "OpenSSL error %08X", static_cast<unsigned>(code.value()));
  return text.data();
}

bool has_text(const error_code& code) {
  return code.category() != asio::error::get_ssl_category() ||
         ERR_reason_error_string(static_cast<unsigned>(code.value())) != nullptr;
}

std::string describe(const error_code& code) {
  if (code == http::error::end_of_stream || code == asio::error::eof ||
      code == asio::ssl::error::stream_truncated)
    return "the connection was closed";
  return has_text(code) ? code.message() : number_of(code);
}

/// Why a handshake failed: the certificate's fault in OpenSSL's words, or the connection's.
std::string handshake_problem(SSL* tls, const Url& url, const error_code& code) {
  const long verdict = SSL_get_verify_result(tls);
  if (verdict == X509_V_OK) return "cannot connect to " + place(url) + ": TLS: " + describe(code);
  return "certificate of " + url.host + " refused: " + X509_verify_cert_error_string(verdict);
}

asio::awaitable<error_code> connect_one(std::shared_ptr<Connection> connection, tcp::endpoint endpoint,
                                        bool is_last) {
  error_code code;
  tcp::socket& socket = connection->stream.socket();
  connection->close();
  asio::steady_timer limit{socket.get_executor()};
  if (!is_last) {
    limit.expires_after(kTimePerAddress);
    limit.async_wait([connection](error_code cancelled) {
      if (!cancelled) connection->close();
    });
  }
  co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, code));
  limit.cancel();
  co_return code;
}

asio::awaitable<error_code> handshake(std::shared_ptr<Connection> connection, asio::ssl::context& context) {
  auto& tls = connection->stream.encrypt(context);
  SSL* raw = tls.native_handle();
  const std::string& host = connection->url.host;
  error_code numeric;
  asio::ip::make_address(host, numeric);
  if (numeric) {  // a name, not an address: SNI carries names only
    SSL_set_tlsext_host_name(raw, host.c_str());
    SSL_set1_host(raw, host.c_str());
  } else {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(raw), host.c_str());
  }
  error_code code;
  co_await tls.async_handshake(asio::ssl::stream_base::client,
                               asio::redirect_error(asio::use_awaitable, code));
  co_return code;
}

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

/// What a proxy is told for each request that it passes on, or for a way through; "": nothing.
std::string authorization_of(const Proxy& proxy) {
  return proxy.authorization.empty() ? "" : "Proxy-Authorization: " + proxy.authorization + "\r\n";
}

/// Has the proxy lead the connection on to the host itself. @return  what is in the way; "": nothing
asio::awaitable<std::string> open_tunnel(std::shared_ptr<Connection> connection) {
  const std::string host = connection->url.host.find(':') == std::string::npos
                               ? place(connection->url)
                               : "[" + connection->url.host + "]:" + connection->url.port;
  auto exchange = std::make_shared<Exchange>();
  exchange->head_and_body = "CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n" +
                            authorization_of(*connection->proxy) + "\r\n";
  exchange->parser.skip(true);  // What follows the answer's head is the host's.
  co_await talk(connection, exchange);
  std::string problem;
  if (exchange->error)
    problem = "does not answer: " + describe(exchange->error);
  else if (const unsigned status = exchange->parser.get().result_int(); status / 100 != 2)
    problem = "refuses a connection to " + host + ": " + std::to_string(status);
  co_return problem;
}

/// Resolves, connects and shakes hands; how it went is in the connection's state.
asio::awaitable<void> open(std::shared_ptr<asio::io_context> loop, std::shared_ptr<Connection> connection,
                           std::shared_ptr<asio::ssl::context> tls) {
  const Url& url = connection->proxy ? connection->proxy->url : connection->url;
  const Lookup lookup = co_await resolve(loop, url.host, url.port);
  if (connection->is_abandoned) co_return;
  if (lookup.endpoints.empty()) {
    connection->fail("cannot connect to " + place(url) + ": " + lookup.problem);
    co_return;
  }
  error_code code;
  for (std::size_t k = 0; k < lookup.endpoints.size(); ++k) {
    code = co_await connect_one(connection, lookup.endpoints[k], k + 1 == lookup.endpoints.size());
    if (connection->is_abandoned) co_return;
    if (!code) break;
  }
  if (code) {
    connection->fail("cannot connect to " + place(url) + ": " + code.message());
    co_return;
  }
  error_code ignored;
  connection->stream.socket().set_option(tcp::no_delay{true}, ignored);
  if (tls && connection->proxy) {
    const std::string problem = co_await open_tunnel(connection);
    if (connection->is_abandoned) co_return;
    if (!problem.empty()) {
      connection->fail("the proxy " + place(url) + " " + problem);
      co_return;
    }
  }
  if (tls) {
    ERR_clear_error();
    code = co_await handshake(connection, *tls);
    if (code) {
      SSL* raw = connection->stream.encrypted().native_handle();
      connection->fail(handshake_problem(raw, connection->url, code));
      co_return;
    }
  }
  connection->state = Connection::State::kReady;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) != text.npos;
}

/// The request as bytes. @param proxy  that passes it on; null: there is none, or it does not read it
/// @error if a part of it would break out of its line
Result<std::string> write_request(const Url& url, const Request& request, const Proxy* proxy) {
  if (has_line_break(request.method) || has_line_break(request.target))
    return Error{"the request's target contains a line break", ""};
  const std::string host = proxy ? url.scheme + "://" + url.authority() : "";
  std::string out = request.method + " " + host + request.target + " HTTP/1.1\r\n";
  if (proxy) out += authorization_of(*proxy);
  if (!request.headers.contains("Host")) out += "Host: " + url.authority() + "\r\n";
  for (const auto& [name, value] : request.headers) {
    if (has_line_break(name) || has_line_break(value))
      return Error{"header " + std::string(name) + " contains a line break", ""};
    out.append(name).append(value.empty() ? ":" : ": ").append(value).append("\r\n");
  }
  const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (has_body && !request.headers.contains("Content-Length"))
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  out += "\r\n";
  out += request.body;
  return out;
}

Response to_response(http::response<http::string_body> message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) response.headers.add(field.name_string(), field.value());
  response.body = std::move(message.body());
  return response;
}

int verify_chain(X509_STORE_CTX* context, void* trust) {
  return static_cast<TrustStore*>(trust)->verify(context) ? 1 : 0;
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
    std::shared_ptr<asio::ssl::context> tls;
    auto ready = url.scheme == "https" ? tls_context() : Result<std::shared_ptr<asio::ssl::context>>{tls};
    auto proxy = options_.proxies.proxy_for(url);
    if (ready.has_error() || proxy.has_error()) {
      by_origin_.erase(url.scheme + "://" + place(url));
      return ready.has_error() ? ready.error() : proxy.error();
    }
    tls = *ready;
    slot = std::make_shared<Connection>(*loop_, url, *std::move(proxy));
    asio::co_spawn(*loop_, open(loop_, slot, tls), asio::detached);
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
    asio::co_spawn(*loop_, talk(connection, exchange), asio::detached);
    if (!run_until(deadline, [&] { return exchange->done; })) return late;
    if (exchange->error) {
      stale = !exchange->parser.got_some();
      return Error{"no answer from " + url.host + ": " + describe(exchange->error), ""};
    }
    if (!exchange->keep_alive) forget(url);
    return to_response(exchange->parser.release());
  }

  /// Made when it is first asked for: a caller who never needs TLS does not pay for it.
  Result<std::shared_ptr<asio::ssl::context>> tls_context() {
    if (tls_) return tls_;
    ENI_TRY(const std::string bundle, TrustStore::find_bundle(options_.ca_bundle));
    ENI_TRY(trust_, TrustStore::load(bundle));
    tls_ = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX* raw = tls_->native_handle();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    // Of TLS 1.2, what every endpoint of AWS has: forward secrecy, authenticated encryption.
    SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(raw, &verify_chain, &trust_);
    return tls_;
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
  TrustStore trust_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::map<std::string, std::shared_ptr<Connection>> by_origin_;
};

Client::Client(ClientOptions options) : connections_{std::make_unique<Connections>(std::move(options))} {}
Client::~Client() = default;

void Client::prepare_tls() { (void)connections_->tls_context(); }

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
