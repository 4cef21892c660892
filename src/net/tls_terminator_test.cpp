#include "net/tls_terminator.h"

#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>

#include "net/client.h"

namespace eni::net {
namespace {

using namespace std::chrono_literals;

struct Listening {
  int socket = -1;
  std::string port;
};

Listening listen_on_loopback() {
  Listening result{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), ""};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(result.socket, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(result.socket, 8) != 0)
    return {};
  getsockname(result.socket, reinterpret_cast<sockaddr*>(&address), &size);
  result.port = std::to_string(ntohs(address.sin_port));
  return result;
}

std::string saved(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream{path} << text;
  return path;
}

/// What a client that trusts `authorities` gets from a server with a certificate for `names`, for each target.
std::vector<std::string> answers(const std::vector<std::string>& names, const std::string& authorities,
                                 const CertificateAuthority& authority,
                                 const std::vector<std::string>& targets) {
  EventLoop loop;
  ServerOptions options;
  options.listener = listen_on_loopback().socket;
  const auto server = Server::listen(loop, options, [](const Request& request, const auto& responder) {
    responder->send({200, {}, request.method + " " + request.target + " " + request.body});
  });
  const Listening encrypted = listen_on_loopback();
  const auto terminator =
      TlsTerminator::start(loop, Descriptor{encrypted.socket}, *authority.issue(names), **server);
  EXPECT_TRUE(terminator.has_value());
  std::vector<std::string> got;
  std::thread asking{[&] {
    Client client{{saved("authorities.pem", authorities)}};
    const Url url = Url::parse("https://127.0.0.1:" + encrypted.port + "/").value();
    for (const std::string& target : targets) {
      Request request;
      request.method = "PUT";
      request.target = target;
      request.body = std::string(100'000, 'x');
      const auto answer = client.exchange(url, std::move(request), SystemClock{}.now() + 10s);
      got.push_back(answer ? answer->body.substr(0, 8) : answer.error().message);
    }
    loop.post([&] { loop.stop(); });
  }};
  loop.run();
  asking.join();
  return got;
}

TEST(TlsTerminator, GivesTheServerWhatTheClientSaysAndBack) {
  const auto authority = *CertificateAuthority::make(SystemClock{}.now());
  EXPECT_EQ(answers({"localhost", "127.0.0.1"}, authority->certificate(), *authority, {"/a", "/b"}),
            (std::vector<std::string>{"PUT /a x", "PUT /b x"}));
}

TEST(TlsTerminator, TurnsClientsAwayWhereTheCertificateCannotBeRead) {
  EventLoop loop;
  const auto server = Server::without_listener(loop, {}, [](const Request&, const auto&) {});
  const Listening encrypted = listen_on_loopback();
  auto terminator = TlsTerminator::start(loop, Descriptor{encrypted.socket}, {"no PEM", "no key"}, *server);
  ASSERT_TRUE(terminator.has_value());
  std::string told;
  std::thread asking{[&] {
    Client client{{}};
    const Url url = Url::parse("https://127.0.0.1:" + encrypted.port + "/").value();
    const auto answer = client.exchange(url, Request{}, SystemClock{}.now() + 10s);
    told = answer ? "an answer" : answer.error().message;
    loop.post([&] { loop.stop(); });
  }};
  loop.run();
  asking.join();
  EXPECT_NE(told, "an answer");
  terminator->reset();
  EXPECT_EQ(fcntl(encrypted.socket, F_GETFD), -1);
}

TEST(TlsTerminator, IsTrustedByNobodyElse) {
  const auto authority = *CertificateAuthority::make(SystemClock{}.now());
  const auto other = *CertificateAuthority::make(SystemClock{}.now());
  EXPECT_NE(answers({"127.0.0.1"}, other->certificate(), *authority, {"/"}).at(0).find("certificate"),
            std::string::npos);
  EXPECT_NE(answers({"127.0.0.2"}, authority->certificate(), *authority, {"/"}).at(0).find("certificate"),
            std::string::npos);
}

}  // namespace
}  // namespace eni::net
