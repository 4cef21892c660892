#pragma once
/// For tests: a load balancer whose VPC is the loopback, with clients in the test's own thread.
#include <arpa/inet.h>
#include <future>
#include <gtest/gtest.h>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "net/server.h"
#include "net/virtual_time.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/load_balancers/load_balancers.h"

namespace eni::sandbox::load_balancers {

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return name;
}

/// A blocking client: literal bytes out, literal bytes in.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    const sockaddr_in name = loopback(port);
    if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
      throw std::runtime_error("connect");
  }
  void send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t size = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  void end() const { ::shutdown(socket_.get(), SHUT_WR); }
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
      const ssize_t size = ::recv(socket_.get(), buffer, sizeof buffer, 0);
      if (size <= 0) return std::exchange(received_, {});
      received_.append(buffer, static_cast<std::size_t>(size));
    }
  }
  /// A whole answer with a Content-Length, or what came of it.
  std::string answer() {
    std::string head = receive("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    const std::size_t length = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    while (received_.size() < length) {
      char buffer[65536];
      const ssize_t size = ::recv(socket_.get(), buffer, sizeof buffer, 0);
      if (size <= 0) break;
      received_.append(buffer, static_cast<std::size_t>(size));
    }
    head += received_.substr(0, length);
    received_.erase(0, std::min(length, received_.size()));
    return head;
  }

 private:
  net::Descriptor socket_;
  std::string received_;
};

/// Addresses of a VPC that lead to ports of the loopback. On the loop's thread.
class LoopbackSockets final : public VpcSockets {
 public:
  Task<bool> is_available() override { co_return true; }
  Task<Result<net::Descriptor>> listen(std::string, std::string address, std::uint16_t port) override {
    if (std::exchange(listen_defects, std::max(0, listen_defects - 1)) > 0)
      throw std::logic_error("a defect");
    if (!has_vpc) co_return Error{"no such VPC", ""};
    net::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    sockaddr_in name = loopback(0);
    socklen_t size = sizeof name;
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&name), size) != 0 ||
        ::listen(socket.get(), 64) != 0)
      co_return Error{"cannot listen", ""};
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size);
    ports[{address, port}] = ntohs(name.sin_port);
    co_return socket;
  }
  Task<Result<net::Descriptor>> connect(std::string, std::string address, std::uint16_t port) override {
    ++connects;
    if (std::exchange(connect_defects, std::max(0, connect_defects - 1)) > 0)
      throw std::logic_error("a defect");
    const auto found = ports.find({address, port});
    if (found == ports.end()) co_return Error{"no way to " + address, ""};
    net::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const sockaddr_in name = loopback(found->second);
    static_cast<void>(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name));
    co_return socket;
  }

  std::map<std::pair<std::string, std::uint16_t>, std::uint16_t> ports;
  int connects = 0;
  int listen_defects = 0;  ///< so many calls throw
  int connect_defects = 0;
  bool has_vpc = true;
};

/// A load balancer "lb" at 10.0.0.5 in the VPC, with a listener on port 80 and a group "tg" of targets on port 8080.
class TrafficTest : public testing::Test {
 protected:
  TrafficTest() {
    served_.arn = "lb";
    served_.document = {{"Type", "application"}, {"VpcId", "vpc-1"}};
    served_.addresses = {"10.0.0.5"};
    served_.listeners = {
        {"listener", 80, {{"Protocol", "HTTP"}}, {}, {{"rule", {}, {forward_to("tg")}, {}}}}};
    served_.target_groups = {{"tg",
                              {{"Protocol", "HTTP"},
                               {"TargetType", "ip"},
                               {"HealthCheckProtocol", "HTTP"},
                               {"HealthCheckPath", "/health"}},
                              {},
                              {}}};
  }
  ~TrafficTest() override {
    if (!thread_.joinable()) return;
    on_loop([this] {
      traffic_->stop();
      traffic_.reset();
      servers_.clear();
      loop_.post([this] { loop_.stop(); });
    });
    thread_.join();
  }

  static json::object forward_to(std::string_view group) {
    return {{"Type", "forward"}, {"TargetGroupArn", group}};
  }

  /// The loop begins.
  void start() {
    traffic_ = make_load_balancers(loop_, time_, random_, log_, settings_, sockets_, max_sessions_);
    thread_ = std::thread{[this] { loop_.run(); }};
  }
  /// Serves what `served_` says.
  void serve() {
    if (!thread_.joinable()) start();
    on_loop([this] { traffic_->serve(served_); });
  }
  /// A target that a handler serves, healthy at once. On the test's thread, before or after serve().
  void add_target(const std::string& address, net::Handler handler) {
    const auto make = [&] {
      servers_[address] = *net::Server::listen(loop_, {}, std::move(handler));
      sockets_.ports[{address, 8080}] = servers_[address]->port();
    };
    on_loop_if_it_runs(make);
    served_.target_groups[0].targets.push_back({address, 8080, address, "healthy"});
  }
  /// One that is at a port of the loopback.
  void add_target_at(const std::string& address, std::uint16_t port) {
    on_loop_if_it_runs([&] { sockets_.ports[{address, 8080}] = port; });
    served_.target_groups[0].targets.push_back({address, 8080, address, "healthy"});
  }
  ServedTarget& target(std::string_view address) {
    auto& targets = served_.target_groups[0].targets;
    return *std::ranges::find(targets, address, &ServedTarget::address);
  }

  template <class Work>
  void on_loop(Work work) {
    std::promise<void> done;
    loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  template <class Work>
  void on_loop_if_it_runs(Work work) {
    if (thread_.joinable()) return on_loop(work);
    work();
  }
  void pass(Duration time) {
    on_loop([&] { time_.pass(time); });
  }
  std::uint16_t local_port() {
    std::uint16_t port = 0;
    on_loop([&] { port = traffic_->local_listeners().at(0).local_port; });
    return port;
  }
  std::uint16_t vpc_port() {
    std::uint16_t port = 0;
    on_loop([&] { port = sockets_.ports.at({"10.0.0.5", 80}); });
    return port;
  }
  bool has_logged(std::string_view text) {
    bool found = false;
    on_loop([&] {
      found = std::ranges::any_of(log_.lines,
                                  [&](const std::string& line) { return line.find(text) != line.npos; });
    });
    return found;
  }
  /// One in the VPC.
  TestClient client() { return TestClient{vpc_port()}; }
  std::string get(const std::string& path, const std::string& headers = "") {
    TestClient one = client();
    one.send("GET " + path + " HTTP/1.1\r\nHost: a.b\r\n" + headers + "\r\n");
    return one.answer();
  }

  net::EventLoop loop_;
  net::VirtualTime time_{loop_};
  SeededRandom random_;
  RecordingLogger log_;
  Settings settings_;
  std::size_t max_sessions_ = 1000;
  LoopbackSockets sockets_;
  ServedLoadBalancer served_;
  std::map<std::string, std::unique_ptr<net::Server>> servers_;
  std::unique_ptr<LoadBalancerDataPlane> traffic_;
  std::thread thread_;
};

/// Answers with who it is, and what it got.
inline net::Handler echo_as(std::string name) {
  return [name = std::move(name)](const net::Request& request,
                                  const std::shared_ptr<net::Responder>& responder) {
    std::string text = name + " " + request.method + " " + request.target + "\n";
    for (const auto& [header, value] : request.headers)
      text += std::string(header) + ": " + std::string(value) + "\n";
    responder->send({200, {{"X-Target", name}}, text + request.body});
  };
}

/// The status of an answer: "200".
inline std::string status_of(const std::string& answer) { return answer.substr(9, 3); }
/// What a header of an answer says; "".
inline std::string header_of(const std::string& answer, const std::string& name) {
  const auto at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

}  // namespace eni::sandbox::load_balancers
