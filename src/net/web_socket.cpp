#include "net/web_socket.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "net/detached.h"

namespace eni::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;

constexpr std::size_t kMaxHeaderBytes = 8 * 1024;
constexpr std::chrono::seconds kHandshakeLimit{10};
/// Without a word from it a client is asked whether it is there, and is taken for gone after another.
constexpr std::chrono::seconds kIdleLimit{120};

/// Kept by what is under way.
struct WebSocketState {
  explicit WebSocketState(tcp::socket socket) : stream{std::move(socket)} {}
  websocket::stream<beast::tcp_stream> stream;
  beast::flat_buffer buffer{WebSocketServer::kMaxMessageBytes};
};

class BeastWebSocket final : public WebSocket {
 public:
  BeastWebSocket(EventLoop& loop, std::shared_ptr<WebSocketState> state, std::shared_ptr<int> place)
      : loop_{loop}, state_{std::move(state)}, place_{std::move(place)} {}
  ~BeastWebSocket() override { beast::get_lowest_layer(state_->stream).close(); }

  Task<std::optional<WebSocketMessage>> receive_until(TimePoint deadline) override {
    const Channel<std::optional<WebSocketMessage>> received{loop_};
    state_->stream.async_read(state_->buffer, [state = state_, received](auto error, std::size_t) {
      if (error) return received.push(std::nullopt);
      received.push(
          WebSocketMessage{beast::buffers_to_string(state->buffer.data()), state->stream.got_text()});
      state->buffer.consume(state->buffer.size());
    });
    auto message = co_await received.pop_until(deadline);
    co_return message ? *std::move(message) : std::nullopt;
  }

  Task<bool> send(WebSocketMessage message) override {
    const Channel<bool> sent{loop_};
    const auto kept = std::make_shared<WebSocketMessage>(std::move(message));
    state_->stream.text(kept->is_text);
    state_->stream.async_write(asio::buffer(kept->bytes),
                               [state = state_, kept, sent](auto error, std::size_t) { sent.push(!error); });
    co_return co_await sent.pop();
  }

  Task<void> close() override {
    const Channel<bool> closed{loop_};
    state_->stream.async_close(websocket::close_code::normal,
                               [state = state_, closed](auto) { closed.push(true); });
    (void)co_await closed.pop();
  }

 private:
  EventLoop& loop_;
  std::shared_ptr<WebSocketState> state_;
  std::shared_ptr<int> place_;  ///< among the connections
};

struct Listener : std::enable_shared_from_this<Listener> {
  Listener(EventLoop& its_loop, WebSocketServer::Accept its_accept)
      : loop{its_loop}, acceptor{its_loop.context()}, accept{std::move(its_accept)} {}

  EventLoop& loop;
  tcp::acceptor acceptor;
  WebSocketServer::Accept accept;
  std::shared_ptr<int> places = std::make_shared<int>(0);
};

asio::awaitable<void> refuse(beast::tcp_stream& stream, http::status status) {
  http::response<http::empty_body> response{status, 11};
  response.keep_alive(false);
  response.prepare_payload();
  boost::system::error_code ignored;
  co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, ignored));
}

/// From the first byte to a WebSocket, or to its end.
asio::awaitable<void> shake_hands(std::shared_ptr<Listener> listener, std::shared_ptr<WebSocketState> state,
                                  std::shared_ptr<int> place) {
  beast::tcp_stream& stream = beast::get_lowest_layer(state->stream);
  stream.expires_after(kHandshakeLimit);
  beast::flat_buffer head{kMaxHeaderBytes};  // Clients say nothing more before they have the answer.
  http::request_parser<http::empty_body> parser;
  parser.header_limit(kMaxHeaderBytes);
  boost::system::error_code error;
  co_await http::async_read(stream, head, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return;
  const auto& request = parser.get();
  if (request.find(http::field::origin) != request.end())
    co_return co_await refuse(stream, http::status::forbidden);
  if (!websocket::is_upgrade(request)) co_return co_await refuse(stream, http::status::upgrade_required);
  stream.expires_never();
  state->stream.set_option(websocket::stream_base::timeout{kHandshakeLimit, kIdleLimit, true});
  state->stream.read_message_max(WebSocketServer::kMaxMessageBytes);
  co_await state->stream.async_accept(request, asio::redirect_error(asio::use_awaitable, error));
  if (error || !listener->acceptor.is_open()) co_return;
  listener->accept(std::string{request.target()},
                   std::make_unique<BeastWebSocket>(listener->loop, std::move(state), std::move(place)));
}

void accept_next(const std::shared_ptr<Listener>& listener);

void take(const std::shared_ptr<Listener>& listener, tcp::socket socket) {
  const auto connections = static_cast<std::size_t>(listener->places.use_count()) - 1;
  if (connections >= WebSocketServer::kMaxConnections) return;  // Closed.
  auto state = std::make_shared<WebSocketState>(std::move(socket));
  asio::co_spawn(listener->loop.context(), shake_hands(listener, std::move(state), listener->places),
                 OutOfTheLoop{});
}

constexpr std::chrono::milliseconds kRetryPause{100};

void accept_next(const std::shared_ptr<Listener>& listener) {
  listener->acceptor.async_accept([listener](boost::system::error_code error, tcp::socket socket) {
    if (!listener->acceptor.is_open()) return;
    if (!error) {
      take(listener, std::move(socket));
      return accept_next(listener);
    }
    // Without descriptors the next attempt fails as well.
    listener->loop.call_at(listener->loop.now() + kRetryPause, [listener] {
      if (listener->acceptor.is_open()) accept_next(listener);
    });
  });
}

class BeastServer final : public WebSocketServer {
 public:
  explicit BeastServer(std::shared_ptr<Listener> listener) : listener_{std::move(listener)} {}
  ~BeastServer() override {
    boost::system::error_code ignored;
    listener_->acceptor.close(ignored);
    listener_->accept = {};
  }
  std::uint16_t port() const override {
    boost::system::error_code ignored;
    return listener_->acceptor.local_endpoint(ignored).port();
  }

 private:
  std::shared_ptr<Listener> listener_;
};

}  // namespace

Result<std::unique_ptr<WebSocketServer>> WebSocketServer::listen(EventLoop& loop, Accept accept) {
  auto listener = std::make_shared<Listener>(loop, std::move(accept));
  const tcp::endpoint anywhere{asio::ip::address_v4::loopback(), 0};
  boost::system::error_code error;
  listener->acceptor.open(anywhere.protocol(), error);
  if (!error) listener->acceptor.bind(anywhere, error);
  if (!error) listener->acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return Error{"cannot listen on 127.0.0.1: " + error.message(), ""};
  accept_next(listener);
  return std::unique_ptr<WebSocketServer>{std::make_unique<BeastServer>(std::move(listener))};
}

}  // namespace eni::net
