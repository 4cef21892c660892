#include "net/server.h"

#include <arpa/inet.h>
#include <array>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace eni::net {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// A blocking client: literal bytes out, literal bytes in.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("connect");
  }
  /// To wherever `listener` listens.
  static RawClient to(int listener) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    const int socket = ::socket(address.ss_family, SOCK_STREAM, 0);
    if (connect(socket, reinterpret_cast<sockaddr*>(&address), size) != 0)
      throw std::runtime_error("connect");
    return RawClient{socket};
  }
  ~RawClient() { close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t size = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  void send_urgent(char byte) const { ::send(socket_, &byte, 1, MSG_NOSIGNAL | MSG_OOB); }
  /// Waits until the server says something to one of the two. @return  to which
  static RawClient& first_to_hear(RawClient& a, RawClient& b) {
    std::array<pollfd, 2> sockets{{{a.socket_, POLLIN, 0}, {b.socket_, POLLIN, 0}}};
    ::poll(sockets.data(), sockets.size(), -1);
    return sockets[0].revents != 0 ? a : b;
  }
  /// Up to and including `end`, or all until the connection ends.
  std::string receive(std::string_view end = "") {
    for (;;) {
      const auto found = end.empty() ? std::string::npos : received_.find(end);
      if (found != std::string::npos) {
        std::string text = received_.substr(0, found + end.size());
        received_.erase(0, text.size());
        return text;
      }
      char buffer[65536];
      const ssize_t size = ::recv(socket_, buffer, sizeof buffer, 0);
      if (size <= 0) return std::exchange(received_, {});
      received_.append(buffer, static_cast<std::size_t>(size));
    }
  }

 private:
  explicit RawClient(int socket) : socket_{socket} {}
  std::string received_;
  int socket_;
};

/// A listening socket at a free place, to be taken over by a server.
int listening_socket(int family) {
  const int listener = ::socket(family, SOCK_STREAM, 0);
  sockaddr_un unnamed{};  // AF_UNIX: the system chooses a name (unix(7), "Autobind feature")
  sockaddr_in6 v6{};
  sockaddr_in v4{};
  unnamed.sun_family = AF_UNIX;
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto bind_to = [&](const auto& address, std::size_t size) {
    return bind(listener, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size));
  };
  const int bound = family == AF_UNIX    ? bind_to(unnamed, sizeof(sa_family_t))
                    : family == AF_INET6 ? bind_to(v6, sizeof v6)
                                         : bind_to(v4, sizeof v4);
  if (bound != 0 || ::listen(listener, 8) != 0) throw std::runtime_error("listen");
  return listener;
}

/// A server in a thread of its own with a conversation in this one.
class ServerTest : public testing::Test {
 protected:
  void serve(Handler handler, ServerOptions options = {}) {
    server_ = *Server::listen(loop_, std::move(options), std::move(handler));
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~ServerTest() override {
    if (!thread_.joinable()) return;
    loop_.post([this] {
      server_.reset();
      loop_.post([this] { loop_.stop(); });
    });
    thread_.join();
  }
  RawClient client() const { return RawClient{server_->port()}; }

  EventLoop loop_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

void echo(const Request& request, const std::shared_ptr<Responder>& responder) {
  responder->send({200, {{"X-Method", request.method}}, request.target + " " + request.body + "."});
}

TEST_F(ServerTest, AnswersOneRequestAfterTheOtherOnOneConnection) {
  serve(echo);
  RawClient c{server_->port()};
  for (int i = 0; i < 3; ++i) {
    c.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
    const std::string answer = c.receive("/a hi.");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nX-Method: POST\r\nDate: "));
    EXPECT_THAT(answer, EndsWith(" GMT\r\nContent-Length: 6\r\n\r\n/a hi."));
  }
}

TEST_F(ServerTest, ReadsOnBehindUrgentData) {
  server_ = *Server::listen(loop_, {}, echo);
  RawClient c{server_->port()};
  // All of it is there before the server reads.
  c.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  c.send_urgent('!');
  c.send("GET /b HT");
  c.send_urgent('!');
  c.send("TP/1.1\r\nHost: x\r\n\r\n");
  thread_ = std::thread([this] { loop_.run(); });
  EXPECT_THAT(c.receive(" ."), EndsWith("/a ."));
  EXPECT_THAT(c.receive(" ."), EndsWith("/b ."));
}

TEST_F(ServerTest, AnAnswerIsSentThoughTheHandlerHasThrown) {
  std::shared_ptr<Responder> kept;
  server_ =
      *Server::listen(loop_, {}, [&](const Request& request, const std::shared_ptr<Responder>& responder) {
        if (request.target == "/2") return echo(request, kept);
        kept = responder;
        throw std::runtime_error("a defect");
      });
  thread_ = std::thread([this] {
    for (bool runs = true; std::exchange(runs, false);) {
      try {
        loop_.run();
      } catch (const std::runtime_error&) {
        runs = true;
      }
    }
  });
  RawClient first{server_->port()};
  RawClient second{server_->port()};
  first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
  second.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(first.receive(" ."), EndsWith("/2 ."));
}

TEST_F(ServerTest, APipelineOfSlowRequestsLeavesOthersTheirTurn) {
  std::vector<std::string> order;
  server_ =
      *Server::listen(loop_, {}, [&](const Request& request, const std::shared_ptr<Responder>& responder) {
        order.push_back(request.target);
        // Time that the thread is busy for, not a wait.
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{6};
        while (std::chrono::steady_clock::now() < until) {
        }
        echo(request, responder);
      });
  RawClient many{server_->port()};
  RawClient one{server_->port()};
  std::string all;
  for (int i = 0; i < 8; ++i) all += "GET /many HTTP/1.1\r\nHost: x\r\n\r\n";
  many.send(all);
  one.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
  thread_ = std::thread([this] { loop_.run(); });
  for (int i = 0; i < 8; ++i) many.receive(" .");
  one.receive(" .");
  const auto place = std::ranges::find(order, "/one") - order.begin();
  EXPECT_LE(place, 4);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrderHoweverLateTheAnswersCome) {
  serve([this](const Request& request, const std::shared_ptr<Responder>& responder) {
    const Duration late{request.target == "/1" ? 5 : 0};
    loop_.call_at(loop_.now() + late, [request, responder] { echo(request, responder); });
  });
  RawClient c{server_->port()};
  std::string all;
  for (int i = 1; i <= 300; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  c.send(all);
  for (int i = 1; i <= 300; ++i) {
    const std::string body = "/" + std::to_string(i) + " .";
    EXPECT_THAT(c.receive(" ."), EndsWith("\r\n\r\n" + body));
  }
}

TEST_F(ServerTest, ClosesWhenTheClientSaysSo) {
  serve(echo);
  RawClient c{server_->port()};
  c.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(c.receive(), EndsWith("Content-Length: 3\r\nConnection: close\r\n\r\n/ ."));
}

TEST_F(ServerTest, SaysContinueOnceTheHeaderIsThere) {
  serve(echo);
  RawClient c{server_->port()};
  c.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(c.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  c.send("ab");
  EXPECT_THAT(c.receive("ab."), EndsWith("/ ab."));
}

TEST_F(ServerTest, SaysContinueBeforeTheAnswerIfTheBodyIsEmpty) {
  serve(echo);
  RawClient c{server_->port()};
  for (int i = 0; i < 2; ++i) {
    c.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(c.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_THAT(c.receive("/ ."), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

std::optional<Response> refuse_strangers(const Request& head) {
  if (head.headers.contains("Signed")) return std::nullopt;
  return Response{403, {}, "who are you"};
}

TEST_F(ServerTest, RefusesAStrangersBodyUnread) {
  ServerOptions options;
  options.check_head = refuse_strangers;
  serve(echo, options);
  for (const char* expect : {"", "Expect: 100-continue\r\n"}) {
    RawClient c{server_->port()};
    c.send(std::string("PUT / HTTP/1.1\r\nHost: x\r\n") + expect + "Content-Length: 60000000\r\n\r\n");
    const std::string answer = c.receive();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 Forbidden\r\n"));
    EXPECT_THAT(answer, EndsWith("Connection: close\r\n\r\nwho are you"));
  }
}

TEST_F(ServerTest, TakesABodyAfterItsHeaderWasChecked) {
  ServerOptions options;
  options.check_head = refuse_strangers;
  serve(echo, options);
  RawClient c{server_->port()};
  const std::string body(100'000, 'x');
  for (int i = 0; i < 2; ++i) {
    c.send("PUT / HTTP/1.1\r\nHost: x\r\nSigned: 1\r\nContent-Length: 100000\r\n\r\n" + body);
    EXPECT_THAT(c.receive("x."), EndsWith("/ " + body + "."));
  }
}

TEST_F(ServerTest, HoldsNoMoreThanSoMuchOfAllBodies) {
  ServerOptions options;
  options.max_held_bytes = 100'000;
  serve(echo, options);
  const std::string head = "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n";
  for (int round = 0; round < 2; ++round) {
    RawClient first{server_->port()};
    RawClient second{server_->port()};
    first.send(head + std::string(80'000, 'x'));
    second.send(head + std::string(80'000, 'x'));
    // The two together are too much, so the one that is read last is refused; the other one is served to its end.
    RawClient& refused = RawClient::first_to_hear(first, second);
    EXPECT_THAT(refused.receive(), StartsWith("HTTP/1.1 503 "));
    RawClient& served = &refused == &first ? second : first;
    served.send(std::string(10'000, 'x'));
    EXPECT_THAT(served.receive("x."), StartsWith("HTTP/1.1 200 "));
  }
}

TEST_F(ServerTest, ClosesConnectionsAboveTheirNumberAtOnce) {
  ServerOptions options;
  options.max_connections = 1;
  serve(echo, options);
  RawClient first{server_->port()};
  RawClient second{server_->port()};
  EXPECT_EQ(second.receive(), "");
  first.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(first.receive(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  serve(echo);
  RawClient c{server_->port()};
  c.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(c.receive(), EndsWith("Content-Length: 3\r\nConnection: close\r\n\r\n"));
}

TEST_F(ServerTest, RefusesABodyThatIsTooLargeWhileItIsStillBeingSent) {
  ServerOptions options;
  options.max_body_bytes = 1000;
  serve(echo, options);
  RawClient c{server_->port()};
  c.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
  c.send(std::string(4000000, 'x'));
  EXPECT_THAT(c.receive(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, RefusesAHeaderThatIsTooLarge) {
  serve(echo);
  RawClient c{server_->port()};
  c.send("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(70000, 'x') + "\r\n\r\n");
  EXPECT_THAT(c.receive(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(ServerTest, CarriesLargeBodiesBothWays) {
  serve(echo);
  RawClient c{server_->port()};
  const std::string body(9'000'000, 'x');
  c.send("PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9000000\r\n\r\n");
  c.send(body);
  EXPECT_TRUE(c.receive().ends_with("\r\n\r\n/ " + body + "."));
}

TEST_F(ServerTest, DropEndsTheConnectionWithoutAnAnswer) {
  serve([](const Request&, const std::shared_ptr<Responder>& responder) { responder->drop(); });
  RawClient c{server_->port()};
  c.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(c.receive(), "");
}

TEST_F(ServerTest, AForgottenResponderEndsTheConnection) {
  serve([](const Request&, const std::shared_ptr<Responder>&) {});
  RawClient c{server_->port()};
  c.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(c.receive(), "");
}

TEST_F(ServerTest, ASecondAnswerIsNotSent) {
  serve([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->send({200, {}, "first."});
    responder->send({200, {}, "second."});
  });
  RawClient c{server_->port()};
  c.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(c.receive(), EndsWith("\r\n\r\nfirst."));
}

TEST_F(ServerTest, AnAnswerCannotAddHeadersByNewlines) {
  serve([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->send({200, {{"A", "b\r\nEvil: yes"}}, ""});
  });
  RawClient c{server_->port()};
  c.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(c.receive(), HasSubstr("A: b  Evil: yes\r\n"));
}

TEST_F(ServerTest, ClosesAConnectionThatIsIdle) {
  ServerOptions options;
  options.idle_timeout = std::chrono::seconds{0};
  serve(echo, options);
  RawClient c{server_->port()};
  c.send("GET / HTTP/1.1\r\n");
  EXPECT_EQ(c.receive(), "");
}

TEST_F(ServerTest, TakesOverAListenerOfAnyFamily) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX}) {
    EventLoop loop;
    ServerOptions options;
    options.listener = listening_socket(family);
    const auto server = *Server::listen(loop, options, [&](const Request& request, const auto& responder) {
      echo(request, responder);
      loop.post([&] { loop.stop(); });
    });
    EXPECT_EQ(server->port() == 0, family == AF_UNIX);
    RawClient c = RawClient::to(options.listener);
    c.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    loop.run();
    EXPECT_THAT(c.receive("/a ."), EndsWith("\r\n\r\n/a ."));
  }
}

/// Counts what it gets; refuses by the path, or a body with an 'x'.
class CountingReceiver final : public BodyReceiver {
 public:
  CountingReceiver(std::string target, std::promise<std::size_t>* broken)
      : target_{std::move(target)}, broken_{broken} {}
  ~CountingReceiver() override {
    if (broken_) broken_->set_value(bytes_);
  }
  std::optional<Response> begin() override {
    return target_ == "/refused" ? std::optional{Response{401, {}, "who?"}} : std::nullopt;
  }
  std::optional<Response> receive(std::string_view bytes) override {
    bytes_ += bytes.size();
    return bytes.find('x') == std::string_view::npos ? std::nullopt : std::optional{Response{409, {}, "x"}};
  }
  void finish(Request&& request, std::shared_ptr<Responder> responder) override {
    broken_ = nullptr;
    responder->send({200, {}, request.body + std::to_string(bytes_) + " bytes."});
  }

 private:
  std::string target_;
  std::promise<std::size_t>* broken_;
  std::size_t bytes_ = 0;
};

class ServerWithReceiver : public ServerTest {
 protected:
  ServerWithReceiver() {
    ServerOptions options;
    options.max_body_bytes = 10;
    options.choose_receiver = [this](const Request& head) -> std::unique_ptr<BodyReceiver> {
      if (head.target == "/memory") return nullptr;
      return std::make_unique<CountingReceiver>(head.target, head.target == "/broken" ? &broken_ : nullptr);
    };
    serve(echo, std::move(options));
  }
  std::promise<std::size_t> broken_;
};

TEST_F(ServerWithReceiver, ABodyOfAnySizeGoesToItAndNotIntoMemory) {
  RawClient c = client();
  for (int i = 0; i < 2; ++i) {
    c.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + std::string(1000000, 'a'));
    EXPECT_THAT(c.receive("bytes."), EndsWith("\r\n\r\n1000000 bytes."));
    c.send("PATCH /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n" + std::string(20, 'a') +
           "\r\n1\r\nb\r\n0\r\n\r\n");
    EXPECT_THAT(c.receive("bytes."), EndsWith("\r\n\r\n21 bytes."));
  }
  c.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");  // Nothing to receive.
  EXPECT_THAT(c.receive("/a ."), EndsWith("/a ."));
  c.send("PUT /memory HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n");
  EXPECT_THAT(c.receive(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerWithReceiver, ItMayRefuseBeforeTheBodyAndWithin) {
  RawClient before = client();
  before.send("PUT /refused HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
  EXPECT_THAT(before.receive(), AllOf(StartsWith("HTTP/1.1 401 "), EndsWith("\r\n\r\nwho?")));
  RawClient within = client();
  within.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\naaax");
  EXPECT_THAT(within.receive(), AllOf(StartsWith("HTTP/1.1 409 "), HasSubstr("Connection: close")));
}

TEST_F(ServerWithReceiver, ItGoesWithTheConnection) {
  {
    RawClient c = client();
    c.send("PUT /broken HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\naaa");
  }
  EXPECT_EQ(broken_.get_future().get(), 3U);
}

/// A file that is gone with its descriptor.
Descriptor file_of(const std::string& bytes) {
  std::string path = testing::TempDir() + "server_test_XXXXXX";
  Descriptor file{mkstemp(path.data())};
  unlink(path.c_str());
  EXPECT_EQ(::write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  return file;
}

TEST_F(ServerTest, APartOfAFileIsAnAnswer) {
  const std::string bytes = std::string(3000000, 'a') + "bc.";
  serve([&bytes](const Request& request, const std::shared_ptr<Responder>& responder) {
    const std::uint64_t said = request.target == "/short" ? bytes.size() : bytes.size() - 1;
    responder->send_file({206, {}, ""}, {file_of(bytes), 1, said});
  });
  RawClient c = client();
  for (int i = 0; i < 2; ++i) {
    c.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(c.receive("\r\n\r\n"), HasSubstr("Content-Length: 3000002\r\n"));
    c.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(c.receive("\r\n\r\n"), HasSubstr("Content-Length: 3000002\r\n"));
    EXPECT_EQ(c.receive("."), bytes.substr(1));
  }
  // A client must not take it for whole.
  c.send("GET /short HTTP/1.1\r\nHost: x\r\n\r\n");
  c.receive("\r\n\r\n");
  EXPECT_EQ(c.receive(), bytes.substr(1));
}

TEST_F(ServerTest, AClientThatDoesNotReadItsFileHoldsUpNobody) {
  const std::string bytes = std::string(30'000'000, 'a') + ".";
  serve([&bytes](const Request& request, const std::shared_ptr<Responder>& responder) {
    if (request.target == "/small") return responder->send({200, {}, "small"});
    responder->send_file({200, {}, ""}, {file_of(bytes), 0, bytes.size()});
  });
  RawClient slow = client();
  slow.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
  slow.receive("\r\n\r\n");
  RawClient quick = client();
  quick.send("GET /small HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(quick.receive("small"), HasSubstr("small"));
  EXPECT_EQ(slow.receive(".").size(), bytes.size());
}

TEST(Server, TakesOverNothingButAListener) {
  EventLoop loop;
  ServerOptions options;
  options.listener = ::socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(Server::listen(loop, options, echo).error().message,
            "cannot take over a listening socket: Invalid argument");
  EXPECT_EQ(::close(options.listener), -1);
}

TEST(Server, APortInUseIsAClearError) {
  EventLoop loop;
  const auto first = *Server::listen(loop, {}, echo);
  ServerOptions options;
  options.port = first->port();
  const auto second = Server::listen(loop, options, echo);
  ASSERT_FALSE(second);
  const std::string where = "127.0.0.1:" + std::to_string(first->port());
  EXPECT_EQ(second.error().message, "cannot listen on " + where + ": Address already in use");
  EXPECT_EQ(second.error().hint,
            "another program uses the port; stop it, or choose another with --listen 127.0.0.1:PORT");
}

TEST(Server, AnAnswerAfterTheServersEndIsHarmless) {
  EventLoop loop;
  std::shared_ptr<Responder> kept;
  auto server = *Server::listen(loop, {}, [&](const Request&, const std::shared_ptr<Responder>& responder) {
    kept = responder;
    loop.stop();
  });
  RawClient c{server->port()};
  c.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  loop.run();
  server.reset();
  kept->send({200, {}, "late"});
  kept.reset();
  EXPECT_EQ(c.receive(), "");
}

}  // namespace
}  // namespace eni::net
