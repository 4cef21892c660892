#include "net/client.h"

#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace eni::net {
namespace {

using namespace std::chrono_literals;

TimePoint in(Duration time) { return SystemClock{}.now() + time; }

/// A listening socket on the loopback, whose connections a script serves: what is sent, or that it hangs up.
class Peer {
 public:
  /// One connection after the other: each text is sent when a request has arrived; an empty one sends nothing and waits
  /// for the client to go. Then the connection is closed.
  explicit Peer(std::vector<std::vector<std::string>> connections)
      : listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0)
      throw std::runtime_error("cannot listen");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = Url::parse("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port))).value();
    thread_ = std::thread{[this, script = std::move(connections)] {
      for (const auto& answers : script) serve(answers);
    }};
  }
  ~Peer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  const Url& url() const { return url_; }
  /// Whether somebody connects. The client does nothing meanwhile.
  bool is_connected_within(std::chrono::seconds time) const {
    std::unique_lock lock{mutex_};
    return connected_.wait_for(lock, time, [this] { return is_connected_; });
  }
  /// Requests as they came; complete once the client has its answer.
  std::vector<std::string> requests;

 private:
  void serve(const std::vector<std::string>& answers) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    {
      const std::lock_guard lock{mutex_};
      is_connected_ = true;
    }
    connected_.notify_all();
    for (const std::string& answer : answers) {
      char buffer[4096];
      const ssize_t size = ::recv(connection, buffer, sizeof buffer, 0);
      if (size <= 0) break;
      requests.emplace_back(buffer, static_cast<std::size_t>(size));
      if (answer.empty()) {
        (void)::recv(connection, buffer, sizeof buffer, 0);
      } else {
        (void)::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
      }
    }
    ::close(connection);
  }

  int listener_;
  Url url_;
  mutable std::mutex mutex_;
  mutable std::condition_variable connected_;
  bool is_connected_ = false;
  std::thread thread_;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

Request put(std::string body) {
  Request request;
  request.method = "PUT";
  request.target = "/a?b=c";
  request.headers.add("Content-Type", "");
  request.body = std::move(body);
  return request;
}

TEST(Client, SendsTheLiteralRequestAndReadsTheAnswer) {
  Peer peer{{{kOk}}};
  Client client;
  const auto response = client.exchange(peer.url(), put("x"), in(5s));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "ok");
  EXPECT_EQ(response->headers.text("x-a"), "b");
  EXPECT_EQ(peer.requests.at(0), "PUT /a?b=c HTTP/1.1\r\nHost: " + peer.url().authority() +
                                     "\r\nContent-Type:\r\nContent-Length: 1\r\n\r\nx");
}

TEST(Client, KeepsTheConnection) {
  Peer peer{{{kOk, kOk, kOk}}};
  Client client;
  for (int k = 0; k < 3; ++k) ASSERT_TRUE(client.exchange(peer.url(), put("x"), in(5s)).has_value());
}

TEST(Client, ReplacesAConnectionThatThePeerClosedMeanwhile) {
  Peer peer{{{kOk}, {kOk}}};
  Client client;
  ASSERT_TRUE(client.exchange(peer.url(), put("1"), in(5s)).has_value());
  ASSERT_TRUE(client.exchange(peer.url(), put("2"), in(5s)).has_value());
}

TEST(Client, DoesNotReplaceAFreshConnectionThatIsDropped) {
  Peer peer{{{}, {kOk}}};
  Client client;
  const auto response = client.exchange(peer.url(), put("1"), in(5s));
  ASSERT_TRUE(response.has_error());
  ASSERT_TRUE(client.exchange(peer.url(), put("2"), in(5s)).has_value());
}

TEST(Client, UsesTheConnectionOpenedAhead) {
  Peer peer{{{kOk, kOk}}};
  Client client;
  client.preconnect(peer.url());
  client.preconnect(peer.url());
  ASSERT_TRUE(client.exchange(peer.url(), put("1"), in(5s)).has_value());
}

TEST(Client, OpensAheadWithoutWaitingForAnExchange) {
  const Peer peer{{{kOk}}};
  Client client;
  client.preconnect(peer.url());
  EXPECT_TRUE(peer.is_connected_within(5s));
}

TEST(Client, EndsAtTheDeadlineWhenNobodyAnswers) {
  Peer peer{{{""}}};
  Client client;
  const TimePoint start = SystemClock{}.now();
  const auto response = client.exchange(peer.url(), put("1"), in(50ms));
  ASSERT_TRUE(response.has_error());
  EXPECT_EQ(response.error().message, "no answer from 127.0.0.1 within the time");
  EXPECT_LT(SystemClock{}.now() - start, 4s);
}

TEST(Client, SaysWhyAnAnswerIsNone) {
  const std::pair<std::string, std::string> rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "no answer from 127.0.0.1: partial message"},
      {"rubbish\r\n\r\n", "no answer from 127.0.0.1: bad version"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", "no answer from 127.0.0.1: body limit exceeded"},
  };
  for (const auto& [answer, message] : rows) {
    Peer peer{{{answer}}};
    ClientOptions options;
    options.max_body_bytes = 100;
    Client client{options};
    const auto response = client.exchange(peer.url(), put("1"), in(5s));
    ASSERT_TRUE(response.has_error()) << message;
    EXPECT_EQ(response.error().message, message);
  }
}

TEST(Client, SaysWhyItCannotConnect) {
  std::optional<Url> url;
  {
    const Peer peer{{}};
    url = peer.url();
  }
  Client client;
  const auto response = client.exchange(*url, put("1"), in(5s));
  ASSERT_TRUE(response.has_error());
  EXPECT_EQ(response.error().message, "cannot connect to 127.0.0.1:" + url->port + ": Connection refused");
}

TEST(Client, SendsNoRequestThatWouldBreakOutOfItsLine) {
  Client client;
  Request request;
  request.target = "/a\r\nX: y";
  const Url nowhere = Url::parse("http://127.0.0.1:1").value();
  EXPECT_EQ(client.exchange(nowhere, request, in(1s)).error().message,
            "the request's target contains a line break");
  request.target = "/";
  request.headers.add("X-A", "b\nX-C: d");
  EXPECT_EQ(client.exchange(nowhere, request, in(1s)).error().message, "header X-A contains a line break");
}

TEST(Client, WithoutAuthoritiesThereIsNoTls) {
  ClientOptions options;
  options.ca_bundle = "/nowhere/bundle.pem";
  Client client{options};
  client.prepare_tls();
  const auto response = client.exchange(Url::parse("https://127.0.0.1:1").value(), {}, in(1s));
  EXPECT_EQ(response.error().message, "cannot read certificate authorities from /nowhere/bundle.pem");
}

}  // namespace
}  // namespace eni::net
