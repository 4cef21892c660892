#include "net/tls_terminator.h"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <list>
#include <sys/socket.h>

#include "net/detached.h"

namespace eni::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Plain = asio::local::stream_protocol::socket;

constexpr std::chrono::seconds kHandshakeLimit{10};
constexpr std::chrono::milliseconds kAcceptPause{100};
/// At a time; one too many is closed at once.
constexpr std::size_t kMaxConnections = 256;

auto and_error(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

/// An encrypted connection and the plain one behind it.
class Pair : public std::enable_shared_from_this<Pair> {
 public:
  Pair(tcp::socket socket, asio::ssl::context& context, EventLoop& loop)
      : loop_{loop}, encrypted_{std::move(socket), context}, plain_{loop.context()} {}

  asio::awaitable<void> run(Server& server) {
    const auto self = shared_from_this();
    error_code error;
    const auto impatience = loop_.call_at(loop_.now() + kHandshakeLimit, [weak = weak_from_this()] {
      if (const auto pair = weak.lock()) pair->close();
    });
    co_await encrypted_.async_handshake(asio::ssl::stream_base::server, and_error(error));
    loop_.cancel(impatience);
    std::array<int, 2> ends{};
    // The terminator may have gone while the handshake's end was on its way.
    if (error || !encrypted_.next_layer().is_open() ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
      co_return close();
    Descriptor near{ends[0]};
    Descriptor far{ends[1]};
    plain_.assign(asio::local::stream_protocol{}, near.get(), error);
    if (error) co_return close();
    near.release();
    server.take_connection(far.release());
    asio::co_spawn(plain_.get_executor(), pass(plain_, encrypted_, self), OutOfTheLoop{});
    co_await pass(encrypted_, plain_, self);
  }

  void close() {
    error_code ignored;
    encrypted_.next_layer().close(ignored);
    plain_.close(ignored);
  }

 private:
  template <class From, class To>
  asio::awaitable<void> pass(From& from, To& to, std::shared_ptr<Pair> self) {
    std::array<char, 16 * 1024> buffer;
    error_code error;
    while (!error) {
      const std::size_t size = co_await from.async_read_some(asio::buffer(buffer), and_error(error));
      if (!error) co_await asio::async_write(to, asio::buffer(buffer, size), and_error(error));
    }
    self->close();
  }

  EventLoop& loop_;
  asio::ssl::stream<tcp::socket> encrypted_;
  Plain plain_;
};

class AsioTlsTerminator final : public TlsTerminator {
 public:
  AsioTlsTerminator(EventLoop& loop, Server& server)
      : loop_{loop}, server_{server}, acceptor_{loop.context()} {}
  ~AsioTlsTerminator() override {
    error_code ignored;
    acceptor_.close(ignored);
    if (pause_) loop_.cancel(*pause_);
    for (const std::weak_ptr<Pair>& pair : pairs_)
      if (const auto alive = pair.lock()) alive->close();
  }

  Result<void> open(Descriptor listener, const ServerCertificate& certificate) {
    error_code error;
    certificate_ = certificate;
    acceptor_.assign(tcp::v4(), listener.get(), error);
    if (error) return Error{"cannot take over a socket: " + error.message(), ""};
    listener.release();
    accept();
    return {};
  }

 private:
  void accept() {
    acceptor_.async_accept([this, alive = std::weak_ptr{alive_}](error_code error, tcp::socket socket) {
      if (alive.expired() || !acceptor_.is_open()) return;
      if (!error) {
        serve(std::move(socket));
        accept();
      } else {  // out of file descriptors, most likely: some will be free again
        pause_ = loop_.call_at(loop_.now() + kAcceptPause, [this] { accept(); });
      }
    });
  }

  /// Made for the first client: it takes a millisecond, and most have none.
  asio::ssl::context* context() {
    if (context_) return &*context_;
    asio::ssl::context context{asio::ssl::context::tls_server};
    error_code error;
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.use_certificate_chain(asio::buffer(certificate_.chain), error);
    if (!error) context.use_private_key(asio::buffer(certificate_.key), asio::ssl::context::pem, error);
    if (error) return nullptr;
    context_ = std::move(context);
    return &*context_;
  }

  void serve(tcp::socket socket) {
    asio::ssl::context* const context = this->context();
    if (!context) return;
    pairs_.remove_if([](const auto& pair) { return pair.expired(); });
    if (pairs_.size() >= kMaxConnections) return;
    const auto pair = std::make_shared<Pair>(std::move(socket), *context, loop_);
    pairs_.push_back(pair);
    asio::co_spawn(loop_.context(), pair->run(server_), OutOfTheLoop{});
  }

  EventLoop& loop_;
  Server& server_;
  ServerCertificate certificate_;
  std::optional<asio::ssl::context> context_;
  tcp::acceptor acceptor_;
  std::optional<Scheduler::TimerId> pause_;
  std::list<std::weak_ptr<Pair>> pairs_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace

Result<std::unique_ptr<TlsTerminator>> TlsTerminator::start(EventLoop& loop, Descriptor listener,
                                                            const ServerCertificate& certificate,
                                                            Server& server) {
  auto terminator = std::make_unique<AsioTlsTerminator>(loop, server);
  ENI_CHECK(terminator->open(std::move(listener), certificate));
  return std::unique_ptr<TlsTerminator>{std::move(terminator)};
}

}  // namespace eni::net
