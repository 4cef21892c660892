#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>

#include "base/test_folder.h"
#include "net/client.h"
#include "net/peer_for_test.h"
#include "net/tls_terminator.h"

namespace eni::net {
namespace {

using namespace std::chrono_literals;

TimePoint soon() { return SystemClock{}.now() + 10s; }

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A socket of the loopback that listens, and its port.
std::pair<int, std::uint16_t> listener() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(socket, 8), 0);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return {socket, ntohs(address.sin_port)};
}

/// A proxy for one CONNECT, which leads to a port of the loopback, whatever host was asked for.
class Tunnel {
 public:
  explicit Tunnel(std::uint16_t to) : to_{to} {
    std::tie(listener_, port_) = listener();
    thread_ = std::thread{[this] { serve(); }};
  }
  ~Tunnel() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Tunnel(const Tunnel&) = delete;
  Tunnel& operator=(const Tunnel&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string request;  ///< complete once the client has its answer

 private:
  void serve() {
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    std::array<char, 4096> buffer{};
    const ssize_t size = ::recv(client, buffer.data(), buffer.size(), 0);
    request.assign(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const int server = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(to_);
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      const std::string established = "HTTP/1.1 200 Connection established\r\n\r\n";
      (void)::send(client, established.data(), established.size(), MSG_NOSIGNAL);
      relay(client, server);
    }
    ::close(server);
    ::close(client);
  }
  static void relay(int client, int server) {
    std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    while (::poll(ends.data(), ends.size(), 10'000) > 0) {
      for (std::size_t from = 0; from < 2; ++from) {
        if (ends[from].revents == 0) continue;
        std::array<char, 4096> buffer{};
        const ssize_t size = ::recv(ends[from].fd, buffer.data(), buffer.size(), 0);
        if (size <= 0) return;
        (void)::send(ends[1 - from].fd, buffer.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL);
      }
    }
  }

  std::uint16_t to_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST(ClientProxy, PassesPlainRequestsOn) {
  const Peer proxy{{{kOk}}};
  Client client{{.proxies = {.http = "http://me:secret@" + proxy.url().authority()}}};
  Request request;
  request.target = "/a?b";
  const auto response = client.exchange(Url::parse("http://example.invalid:81").value(), request, soon());
  ASSERT_TRUE(response.has_value()) << response.error();
  EXPECT_EQ(proxy.requests.at(0),
            "GET http://example.invalid:81/a?b HTTP/1.1\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n"
            "Host: example.invalid:81\r\n\r\n");
}

TEST(ClientProxy, IsNotAskedForWhatIsExcepted) {
  const Peer peer{{{kOk}}};
  Client client{{.proxies = {.http = "http://proxy.invalid:1", .no_proxy = "127.0.0.1"}}};
  EXPECT_TRUE(client.exchange(peer.url(), {}, soon()).has_value());
}

TEST(ClientProxy, LeadsEncryptedConnectionsThrough) {
  const TestFolder folder;
  const auto authority = *CertificateAuthority::make(SystemClock{}.now());
  std::ofstream{folder.file("authorities.pem")} << authority->certificate();
  EventLoop loop;
  ServerOptions options;
  options.listener = listener().first;
  const auto server = Server::listen(loop, options, [](const Request& got, const auto& responder) {
    responder->send({200, {}, got.target});
  });
  const auto [encrypted, port] = listener();
  const auto terminator =
      TlsTerminator::start(loop, Descriptor{encrypted}, *authority->issue({"example.invalid"}), **server);
  ASSERT_TRUE(terminator.has_value());
  Tunnel tunnel{port};
  std::string got;
  std::thread asking{[&, folder = folder.file("authorities.pem")] {
    Client client{{.ca_bundle = folder, .proxies = {.https = tunnel.url(), .no_proxy = "other.invalid"}}};
    for (const char* target : {"/one", "/two"}) {
      Request request;
      request.target = target;
      const auto response = client.exchange(Url::parse("https://example.invalid").value(), request, soon());
      got += response ? response->body : response.error().message;
    }
    loop.post([&] { loop.stop(); });
  }};
  loop.run();
  asking.join();
  EXPECT_EQ(got, "/one/two");
  EXPECT_EQ(tunnel.request, "CONNECT example.invalid:443 HTTP/1.1\r\nHost: example.invalid:443\r\n\r\n");
}

TEST(ClientProxy, SaysWhatItsProxyRefuses) {
  const TestFolder folder;
  std::ofstream{folder.file("authorities.pem")}
      << (*CertificateAuthority::make(SystemClock{}.now()))->certificate();
  const Url url = Url::parse("https://example.invalid").value();
  const Peer proxy{{{"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!"}, {}}};
  const std::string place = proxy.url().authority();
  Client client{{.ca_bundle = folder.file("authorities.pem"), .proxies = {.https = "http://" + place}}};
  EXPECT_EQ(client.exchange(url, {}, soon()).error().message,
            "the proxy " + place + " refuses a connection to example.invalid:443: 407");
  EXPECT_EQ(client.exchange(url, {}, soon()).error().message.substr(0, 10 + place.size() + 16),
            "the proxy " + place + " does not answer");
}

}  // namespace
}  // namespace eni::net
