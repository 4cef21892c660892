#include "net/web_socket.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <gtest/gtest.h>
#include <thread>

#include "base/test_tasks.h"

namespace eni::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

/// The server in a thread of its own: clients wait.
class WebSocketTest : public testing::Test {
 protected:
  WebSocketTest() {
    server_ = *WebSocketServer::listen(loop_, [this](std::string target, std::unique_ptr<WebSocket> socket) {
      sessions_.spawn(echo(std::move(target), std::move(socket)));
    });
    port_ = server_->port();
    thread_ = std::thread{[this] { loop_.run(); }};
  }
  ~WebSocketTest() override {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }

  /// Says where it was asked for, repeats each message, and closes after "bye".
  Task<void> echo(std::string target, std::unique_ptr<WebSocket> socket) {
    WebSocketMessage greeting{std::move(target), true};
    auto greeting_it = socket->send(std::move(greeting));
    (void)co_await std::move(greeting_it);
    for (;;) {
      auto receiving = socket->receive_until(TimePoint::max());
      auto message = co_await std::move(receiving);
      if (!message) co_return;
      const bool is_last = message->bytes == "bye";
      auto sending = socket->send(*std::move(message));
      (void)co_await std::move(sending);
      if (!is_last) continue;
      auto closing = socket->close();
      co_await std::move(closing);
      co_return;
    }
  }

  asio::ip::tcp::socket connect() {
    asio::ip::tcp::socket socket{context_};
    socket.connect({asio::ip::address_v4::loopback(), port_});
    return socket;
  }
  /// The status of the answer to a request with this header.
  unsigned ask(const std::string& header) {
    auto socket = connect();
    const std::string request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n";
    asio::write(socket, asio::buffer(request));
    beast::flat_buffer buffer;
    beast::http::response<beast::http::string_body> response;
    beast::http::read(socket, buffer, response);
    return response.result_int();
  }

  EventLoop loop_;
  TestTasks sessions_;
  std::unique_ptr<WebSocketServer> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
  asio::io_context context_;
};

std::string read_one(websocket::stream<asio::ip::tcp::socket>& stream) {
  beast::flat_buffer buffer;
  stream.read(buffer);
  return (stream.got_text() ? "text " : "binary ") + beast::buffers_to_string(buffer.data());
}

TEST_F(WebSocketTest, MessagesGoBothWays) {
  websocket::stream<asio::ip::tcp::socket> client{connect()};
  client.handshake("127.0.0.1", "/v1/data-channel/x?role=y");
  EXPECT_EQ(read_one(client), "text /v1/data-channel/x?role=y");
  client.binary(true);
  client.write(asio::buffer(std::string("one")));
  EXPECT_EQ(read_one(client), "binary one");
  client.text(true);
  client.write(asio::buffer(std::string("bye")));
  EXPECT_EQ(read_one(client), "text bye");
  beast::flat_buffer buffer;
  boost::system::error_code error;
  client.read(buffer, error);
  EXPECT_EQ(error, websocket::error::closed);
}

TEST_F(WebSocketTest, AMessageHasABound) {
  websocket::stream<asio::ip::tcp::socket> client{connect()};
  client.handshake("127.0.0.1", "/");
  read_one(client);
  boost::system::error_code error;
  client.write(asio::buffer(std::string(WebSocketServer::kMaxMessageBytes + 1, 'x')), error);
  beast::flat_buffer buffer;
  client.read(buffer, error);
  EXPECT_TRUE(error);
}

TEST_F(WebSocketTest, OthersAreRefused) {
  const std::string upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const struct {
    std::string header;
    unsigned status;
  } rows[] = {
      {"", 426},
      {upgrade + "Origin: http://evil.example\r\n", 403},
      {upgrade, 101},
  };
  for (const auto& row : rows) EXPECT_EQ(ask(row.header), row.status) << row.header;
}

}  // namespace
}  // namespace eni::net
