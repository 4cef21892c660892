/// How many signed calls a second the sandbox answers over kept-alive connections, and beside it nginx with a constant
/// of the same size, in turn. See bench.py.
///
/// One thread drives all connections, each with one request under way. A request is signed anew each second, as its
/// date demands; every answer's status is looked at.
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <memory>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "aws/sigv4.h"
#include "base/json.h"
#include "base/text.h"
#include "net/http.h"
#include "server_process.h"

namespace eni::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr seconds kWarmUp{1};
constexpr seconds kMeasured{3};
constexpr std::array kConnections{1, 8, 32};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Operation {
  std::string_view name;
  std::string_view service;
  net::Request request;
};

std::vector<Operation> operations(const std::string& host) {
  net::Request identity{
      "POST",
      "/",
      {{"Host", host}, {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
      "Action=GetCallerIdentity&Version=2011-06-15"};
  net::Request settings{"POST",
                        "/",
                        {{"Host", host},
                         {"Content-Type", "application/x-amz-json-1.1"},
                         {"X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListAccountSettings"}},
                        R"({"name":"awsvpcTrunking","effectiveSettings":true})"};
  return {{"GetCallerIdentity", "sts", std::move(identity)},
          {"ListAccountSettings", "ecs", std::move(settings)}};
}

/// The bytes of a signed request; a new signature each second.
class SignedBytes {
 public:
  explicit SignedBytes(const Operation& operation) : operation_{operation} {}

  const std::string& now() {
    const auto second = std::chrono::time_point_cast<seconds>(std::chrono::system_clock::now());
    if (second != signed_at_) write(second);
    return bytes_;
  }

 private:
  void write(std::chrono::time_point<std::chrono::system_clock, seconds> second) {
    signed_at_ = second;
    net::Request request = operation_.request;
    const aws::Credentials root{aws::AccessKeyId{"test"}, aws::SecretAccessKey{"test"}, {}};
    aws::sign(request, root, aws::Region{"eu-central-1"}, operation_.service, second);
    request.headers.add("Content-Length", std::to_string(request.body.size()));
    bytes_ = request.method + " " + request.target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : request.headers) append(bytes_, {name, ": ", value, "\r\n"});
    bytes_ += "\r\n" + request.body;
  }

  const Operation& operation_;
  std::chrono::time_point<std::chrono::system_clock, seconds> signed_at_{};
  std::string bytes_;
};

/// One kept-alive connection.
class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(socket_); }

  int handle() const { return socket_; }

  void ask(const std::string& bytes) const {
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
      fail("send");
  }

  /// Of the last complete answer.
  std::size_t answered_bytes() const { return answered_bytes_; }

  /// Reads what has come. @return  whether the answer is complete; it was 200, then
  bool read_answer() {
    char buffer[8192];
    const ssize_t size = recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) throw std::runtime_error("the server closed the connection");
    received_.append(buffer, static_cast<std::size_t>(size));
    const auto head = received_.find("\r\n\r\n");
    if (head == std::string::npos || received_.size() < head + 4 + body_bytes(head)) return false;
    if (received_.compare(0, 12, "HTTP/1.1 200") != 0)
      throw std::runtime_error("unexpected answer: " + received_);
    answered_bytes_ = body_bytes(head);
    received_.clear();
    return true;
  }

 private:
  std::size_t body_bytes(std::size_t head) const {
    constexpr std::string_view kName = "\r\nContent-Length: ";
    const auto at = received_.find(kName);
    if (at == std::string::npos || at > head) throw std::runtime_error("an answer without Content-Length");
    return std::strtoul(received_.c_str() + at + kName.size(), nullptr, 10);
  }

  int socket_;
  std::size_t answered_bytes_ = 0;
  std::string received_;
};

class Load {
 public:
  Load(std::uint16_t port, const Operation& operation, int connections)
      : bytes_{operation}, poll_{epoll_create1(EPOLL_CLOEXEC)} {
    for (int i = 0; i < connections; ++i) {
      connections_.push_back(std::make_unique<Connection>(port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connections_.back().get();
      epoll_ctl(poll_, EPOLL_CTL_ADD, connections_.back()->handle(), &event);
      connections_.back()->ask(bytes_.now());
    }
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() { close(poll_); }

  struct Result {
    double per_second;
    double cpu_us;  ///< of the server, per call
  };

  Result run(const ServerProcess& server, seconds duration) {
    const auto begin = Clock::now();
    const double cpu_begin = server.cpu_seconds();
    double answers = 0;
    while (Clock::now() - begin < duration) answers += static_cast<double>(turn());
    return {answers / std::chrono::duration<double>(Clock::now() - begin).count(),
            (server.cpu_seconds() - cpu_begin) / answers * 1e6};
  }

 private:
  long long turn() {
    std::array<epoll_event, 64> events;
    const int ready = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 1000);
    long long answers = 0;
    for (int i = 0; i < ready; ++i) {
      auto* connection = static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!connection->read_answer()) continue;
      ++answers;
      connection->ask(bytes_.now());
    }
    return answers;
  }

  SignedBytes bytes_;
  int poll_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

void print_row(std::string_view name, int connections, const Load::Result& result) {
  std::cerr << std::setw(20) << name << std::setw(4) << connections << " connections " << std::setw(8)
            << std::fixed << std::setprecision(0) << result.per_second << " requests/s " << std::setw(5)
            << std::setprecision(1) << result.cpu_us << " us of processor time each" << std::endl;
}

Load::Result measure_one(const RunningServer& server, const Operation& operation, int connections) {
  Load load{server.port, operation, connections};
  load.run(*server.process, kWarmUp);
  return load.run(*server.process, kMeasured);
}

/// Asks once. @return  the size of the answer's body
std::size_t answer_size(const RunningServer& server, const Operation& operation) {
  SignedBytes bytes{operation};
  Connection connection{server.port};
  connection.ask(bytes.now());
  while (!connection.read_answer()) {
  }
  return connection.answered_bytes();
}

/// The same requests to nginx, which only reads them.
/// @return  how much of nginx's rate `rate` is; 0 without nginx
double compare(const RunningServer& nginx, const Operation& operation, int connections, double rate) {
  if (!nginx.process) return 0;
  const Load::Result constant = measure_one(nginx, operation, connections);
  print_row("nginx, a constant", connections, constant);
  const double ratio = std::round(rate / constant.per_second * 100) / 100;
  std::cerr << std::setw(20) << "ratio" << std::setw(4) << connections << " connections " << std::setw(8)
            << std::setprecision(2) << ratio << std::endl;
  return ratio;
}

void measure_operation(const RunningServer& sandbox, const Operation& operation, json::object& results) {
  const RunningServer nginx = start_nginx(answer_size(sandbox, operation));
  json::object rates;
  json::object cpu;
  json::object ratios;
  for (const int connections : kConnections) {
    const Load::Result result = measure_one(sandbox, operation, connections);
    print_row(operation.name, connections, result);
    const std::string key = std::to_string(connections);
    rates[key] = std::llround(result.per_second);
    cpu[key] = std::round(result.cpu_us * 10) / 10;
    if (const double ratio = compare(nginx, operation, connections, result.per_second); ratio > 0)
      ratios[key] = ratio;
  }
  results[std::string(operation.name) + "_requests_per_second"] = std::move(rates);
  results[std::string(operation.name) + "_cpu_us_per_request"] = std::move(cpu);
  if (nginx.process) results[std::string(operation.name) + "_ratio_to_nginx"] = std::move(ratios);
  if (!nginx.process) std::cerr << "nginx is not on this machine; nothing to compare with" << std::endl;
}

void measure() {
  const RunningServer sandbox = start_sandbox();
  json::object results;
  for (const Operation& operation : operations("127.0.0.1:" + std::to_string(sandbox.port)))
    measure_operation(sandbox, operation, results);
  std::cout << json::serialize(results) << std::endl;
}

}  // namespace
}  // namespace eni::bench

int main() {
  try {
    eni::bench::measure();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "load_bench: " << error.what() << std::endl;
    return 1;
  }
}
