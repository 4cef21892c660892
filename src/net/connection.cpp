#include "net/connection.h"

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <netdb.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "net/descriptor.h"

namespace eni::net {

namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// How long one address of a host is tried before the next one; the last one has all the time there is.
constexpr std::chrono::seconds kTimePerAddress{3};

/// Of what has come and is no part of a body yet: a chunk's extensions and trailers have no other limit.
constexpr std::size_t kMaxUnread = 256 * 1024;

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

/// What a thread of its own found out; shared, for it may be asked for by nobody any more.
struct PendingLookup {
  std::mutex mutex;
  Lookup result;
};

/// Asks DNS from a thread that nobody waits for: a resolver that hangs then holds up neither the deadline nor another host's lookup,
/// and it may outlive the loop. The end of a pipe tells that it is done.
asio::awaitable<Lookup> resolve(std::string host, std::string port) {
  error_code code;
  const auto address = asio::ip::make_address(host, code);
  Lookup lookup;
  if (!code) {
    lookup.endpoints.emplace_back(address, static_cast<std::uint16_t>(std::atoi(port.c_str())));
    co_return lookup;
  }
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    lookup.problem = std::strerror(errno);
    co_return lookup;
  }
  const auto executor = co_await asio::this_coro::executor;
  asio::posix::stream_descriptor told{executor, ends[0]};
  const auto pending = std::make_shared<PendingLookup>();
  std::thread{[host, port, pending, end = Descriptor{ends[1]}]() mutable {
    Lookup result = look_up(host, port);
    {
      const std::lock_guard lock{pending->mutex};
      pending->result = std::move(result);
    }
    end.reset();
  }}.detach();
  co_await told.async_wait(asio::posix::stream_descriptor::wait_read,
                           asio::redirect_error(asio::use_awaitable, code));
  const std::lock_guard lock{pending->mutex};
  co_return pending->result;
}

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

/// Why a handshake failed: the certificate's fault in OpenSSL's words, or the connection's.
std::string handshake_problem(SSL* tls, const Url& url, const error_code& code) {
  const long verdict = SSL_get_verify_result(tls);
  if (verdict == X509_V_OK) return "cannot connect to " + place(url) + ": TLS: " + describe_failure(code);
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

asio::awaitable<error_code> handshake(std::shared_ptr<Connection> connection, TlsContext& context) {
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

/// What a proxy is told for each request that it passes on, or for a way through; "": nothing.
std::string authorization_of(const Proxy& proxy) {
  return proxy.authorization.empty() ? "" : "Proxy-Authorization: " + proxy.authorization + "\r\n";
}

/// Has the proxy lead the connection on to the host itself. @return  what is in the way; "": nothing
asio::awaitable<std::string> open_tunnel(std::shared_ptr<Connection> connection) {
  const std::string host = place(connection->url);
  std::string head = "CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n" +
                     authorization_of(*connection->proxy) + "\r\n";
  error_code code;
  co_await asio::async_write(connection->stream, asio::buffer(head),
                             asio::redirect_error(asio::use_awaitable, code));
  OPENSSL_cleanse(head.data(), head.size());
  http::response_parser<http::empty_body> answer;
  // What follows the answer's head is the host's. A proxy may answer and close before it has read everything.
  if (code != asio::error::operation_aborted) {
    code = {};
    co_await http::async_read_header(connection->stream, connection->buffer, answer,
                                     asio::redirect_error(asio::use_awaitable, code));
  }
  std::string problem;
  if (code)
    problem = "does not answer: " + describe_failure(code);
  else if (const unsigned status = answer.get().result_int(); status / 100 != 2)
    problem = "refuses a connection to " + host + ": " + std::to_string(status);
  co_return problem;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) != text.npos;
}

int verify_chain(X509_STORE_CTX* context, void* trust) {
  return static_cast<TrustStore*>(trust)->verify(context) ? 1 : 0;
}

}  // namespace

Connection::Connection(asio::io_context& loop, Url to, std::optional<Proxy> through)
    : url{std::move(to)}, proxy{std::move(through)}, stream{loop} {
  buffer.max_size(kMaxUnread);
  buffer.reserve(kUsualAnswer);
}

void Connection::close() {
  error_code ignored;
  stream.socket().close(ignored);
}

void Connection::wipe_buffer() {
  buffer.consume(buffer.size());
  const auto all = buffer.prepare(buffer.capacity());
  OPENSSL_cleanse(all.data(), all.size());
}

void Connection::fail(std::string message) {
  state = State::kFailed;
  problem = {std::move(message), ""};
  close();
}

void Connection::abandon() {
  is_abandoned = true;
  close();
}

std::string place(const Url& url) {
  const bool is_ipv6 = url.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + url.host + "]" : url.host) + ":" + url.port;
}

std::string describe_failure(const error_code& code) {
  if (code == http::error::end_of_stream || code == asio::error::eof ||
      code == asio::ssl::error::stream_truncated)
    return "the connection was closed";
  return has_text(code) ? code.message() : number_of(code);
}

asio::awaitable<void> open_connection(std::shared_ptr<Connection> connection,
                                      std::shared_ptr<TlsContext> tls) {
  const Url& url = connection->proxy ? connection->proxy->url : connection->url;
  const Lookup lookup = co_await resolve(url.host, url.port);
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
  const bool is_framed =
      request.headers.contains("Content-Length") || request.headers.contains("Transfer-Encoding");
  if (has_body && !is_framed) out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  out += "\r\n";
  out += request.body;
  return out;
}

Result<std::shared_ptr<TlsContext>> TlsClientContext::get() {
  if (context_) return context_;
  ENI_TRY(const std::string bundle, TrustStore::find_bundle(ca_bundle_));
  ENI_TRY(trust_, TrustStore::load(bundle));
  context_ = std::make_shared<TlsContext>(TlsContext::tls_client);
  SSL_CTX* raw = context_->native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  // Of TLS 1.2, what every endpoint of AWS has: forward secrecy, authenticated encryption.
  SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(raw, &verify_chain, &trust_);
  return context_;
}

}  // namespace eni::net
