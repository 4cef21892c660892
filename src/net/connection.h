#pragma once
/// A client's connection: its lookup, TCP, proxy and TLS. For the clients of this folder, and free of what they do with it.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "net/http.h"
#include "net/proxy.h"
#include "net/trust_store.h"

namespace eni::net {

namespace asio = boost::asio;
using TlsContext = asio::ssl::context;

/// A connection's byte stream, encrypted or not, behind one type: the HTTP reader is then compiled once.
class Stream {
 public:
  using executor_type = asio::ip::tcp::socket::executor_type;
  explicit Stream(asio::io_context& loop) : socket_{loop} {}

  executor_type get_executor() { return socket_.get_executor(); }
  asio::ip::tcp::socket& socket() { return socket_; }
  asio::ssl::stream<asio::ip::tcp::socket&>& encrypt(TlsContext& context) {
    return tls_.emplace(socket_, context);
  }
  asio::ssl::stream<asio::ip::tcp::socket&>& encrypted() { return *tls_; }

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
        [this](auto completion, const auto& target) {
          if (tls_) return tls_->async_read_some(target, std::move(completion));
          return socket_.async_read_some(target, std::move(completion));
        },
        handler, buffers);
  }
  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
        [this](auto completion, const auto& source) {
          if (tls_) return tls_->async_write_some(source, std::move(completion));
          return socket_.async_write_some(source, std::move(completion));
        },
        handler, buffers);
  }

 private:
  asio::ip::tcp::socket socket_;
  std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
};

struct Connection {
  enum class State { kConnecting, kReady, kFailed };

  Connection(asio::io_context& loop, Url to, std::optional<Proxy> through);
  ~Connection() { wipe_buffer(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void close();
  /// Answers of STS hold secrets.
  void wipe_buffer();
  void fail(std::string message);
  /// Nobody wants it any more: what is still under way towards it (a lookup, an address) goes no further.
  void abandon();

  Url url;
  std::optional<Proxy> proxy;  ///< through which it leads there
  Stream stream;
  boost::beast::flat_buffer buffer;
  State state = State::kConnecting;
  Error problem;
  bool is_abandoned = false;
};

/// "HOST:PORT"
std::string place(const Url& url);
/// What happened, in the system's words or OpenSSL's.
std::string describe_failure(const boost::system::error_code& code);

/// Resolves, connects and shakes hands; how it went is in the connection's state.
/// @param tls  null: it is not encrypted
asio::awaitable<void> open_connection(std::shared_ptr<Connection> connection,
                                      std::shared_ptr<TlsContext> tls);

/// The request as bytes. @param proxy  that passes it on; null: there is none, or it does not read it
/// @error if a part of it would break out of its line
Result<std::string> write_request(const Url& url, const Request& request, const Proxy* proxy);

/// What a client needs for https, made when it is first asked for: a caller who never needs TLS does not pay for it. Stays where it is
/// for as long as what it gave away.
class TlsClientContext {
 public:
  explicit TlsClientContext(std::string ca_bundle) : ca_bundle_{std::move(ca_bundle)} {}
  TlsClientContext(const TlsClientContext&) = delete;
  TlsClientContext& operator=(const TlsClientContext&) = delete;

  /// @error  there are no certificate authorities
  Result<std::shared_ptr<TlsContext>> get();

 private:
  std::string ca_bundle_;
  TrustStore trust_;
  std::shared_ptr<TlsContext> context_;
};

}  // namespace eni::net
