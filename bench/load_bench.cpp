/// How many signed calls a second the sandbox answers over kept-alive connections. See bench.py.
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
#include <fcntl.h>
#include <iomanip>
#include <iostream>
#include <memory>
#include <netinet/tcp.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vector>

#include "aws/sigv4.h"
#include "base/json.h"
#include "base/text.h"
#include "net/http.h"

namespace eni::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr seconds kWarmUp{1};
constexpr seconds kMeasured{3};
constexpr std::array kConnections{1, 8, 32};
constexpr double kBudget = 40'000;  ///< calls a second at eight connections

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// A sandbox of this run's own; ends with it.
class Sandbox {
 public:
  Sandbox() {
    const char* given = std::getenv("ENI_TRUNKING_BINARY");
    const std::string program = given ? given : "build/eni-trunking";
    int output[2];
    if (pipe2(output, O_CLOEXEC) != 0) fail("pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const char* arguments[] = {program.c_str(), "sandbox", "--listen", "127.0.0.1:0", "--ephemeral", nullptr};
    if (posix_spawnp(&process_, program.c_str(), &actions, nullptr, const_cast<char**>(arguments), environ) !=
        0) {
      fail("cannot start " + program);
    }
    posix_spawn_file_actions_destroy(&actions);
    close(output[1]);
    output_ = output[0];
    port_ = read_port();
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    close(output_);
  }
  std::uint16_t port() const { return port_; }
  /// Processor time it has used so far, in seconds. Unlike the rate, it hardly depends on what else the machine does.
  double cpu_seconds() const {
    clockid_t clock{};
    timespec time{};
    if (clock_getcpuclockid(process_, &clock) != 0 || clock_gettime(clock, &time) != 0) fail("cpu clock");
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  }

 private:
  /// The first line it prints ends with its address, when it is ready.
  std::uint16_t read_port() const {
    std::string line;
    char c = 0;
    while (read(output_, &c, 1) == 1 && c != '\n') line += c;
    const auto number = parse_integer(std::string_view(line).substr(line.rfind(':') + 1));
    if (!number) throw std::runtime_error("the sandbox did not say where it listens: " + line);
    return static_cast<std::uint16_t>(*number);
  }

  pid_t process_ = 0;
  int output_ = -1;
  std::uint16_t port_ = 0;
};

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
    for (const auto& [name, value] : request.headers) bytes_ += name + ": " + value + "\r\n";
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

  /// Reads what has come. @return  whether the answer is complete; it was 200, then
  bool read_answer() {
    char buffer[8192];
    const ssize_t size = recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) throw std::runtime_error("the sandbox closed the connection");
    received_.append(buffer, static_cast<std::size_t>(size));
    const auto head = received_.find("\r\n\r\n");
    if (head == std::string::npos || received_.size() < head + 4 + body_bytes(head)) return false;
    if (received_.compare(0, 12, "HTTP/1.1 200") != 0)
      throw std::runtime_error("unexpected answer: " + received_);
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
    double cpu_us;  ///< of the sandbox, per call
  };

  Result run(const Sandbox& sandbox, seconds duration) {
    const auto begin = Clock::now();
    const double cpu_begin = sandbox.cpu_seconds();
    double answers = 0;
    while (Clock::now() - begin < duration) answers += static_cast<double>(turn());
    return {answers / std::chrono::duration<double>(Clock::now() - begin).count(),
            (sandbox.cpu_seconds() - cpu_begin) / answers * 1e6};
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

void print_row(const Operation& operation, int connections, const Load::Result& result) {
  std::cerr << std::setw(20) << operation.name << std::setw(4) << connections << " connections "
            << std::setw(8) << std::fixed << std::setprecision(0) << result.per_second << " requests/s "
            << std::setw(5) << std::setprecision(1) << result.cpu_us << " us of processor time each"
            << (connections == 8 && result.per_second < kBudget ? "  (budget 40000 requests/s)" : "")
            << std::endl;
}

void measure() {
  const Sandbox sandbox;
  json::object results;
  for (const Operation& operation : operations("127.0.0.1:" + std::to_string(sandbox.port()))) {
    json::object rates;
    json::object cpu;
    for (const int connections : kConnections) {
      Load load{sandbox.port(), operation, connections};
      load.run(sandbox, kWarmUp);
      const Load::Result result = load.run(sandbox, kMeasured);
      print_row(operation, connections, result);
      rates[std::to_string(connections)] = std::llround(result.per_second);
      cpu[std::to_string(connections)] = std::round(result.cpu_us * 10) / 10;
    }
    results[std::string(operation.name) + "_requests_per_second"] = std::move(rates);
    results[std::string(operation.name) + "_cpu_us_per_request"] = std::move(cpu);
  }
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
