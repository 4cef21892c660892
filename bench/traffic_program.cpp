/// What the tasks of traffic.py run, and both ends of the pair that they are compared with: statically linked, so that it is all that an
/// image needs.
///
///     traffic_program serve                          HTTP on port 80, and on port 81 takes whatever comes
///     traffic_program ask ADDRESS CONNECTIONS SECONDS    requests a second over kept-alive connections
///     traffic_program send ADDRESS SECONDS               Gbit a second over one connection
///
/// One thread does all of it. What has failed ends it with a message.
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kStreamPort = 81;
constexpr std::size_t kPieceBytes = 256 * 1024;
constexpr std::size_t kPageBytes = 128;
constexpr double kWarmUpSeconds = 0.5;
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kRequest =
    "GET / HTTP/1.1\r\nHost: web.bench\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n";

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "%s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

sockaddr_in name_of(const char* address, std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  if (inet_pton(AF_INET, address, &name.sin_addr) != 1) fail(address);
  return name;
}

int make_socket() {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) fail("socket");
  return made;
}

void send_at_once(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int connect_to(const char* address, std::uint16_t port) {
  const int made = make_socket();
  const sockaddr_in name = name_of(address, port);
  if (connect(made, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) fail("connect");
  send_at_once(made);
  return made;
}

int listen_at(std::uint16_t port) {
  const int made = make_socket();
  const int on = 1;
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in name = name_of("0.0.0.0", port);
  if (bind(made, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 || listen(made, 128) != 0)
    fail("listen");
  return made;
}

/// @return  whether the other side was still there
bool try_write(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void write_all(int socket, std::string_view bytes) {
  if (!try_write(socket, bytes)) fail("send");
}

/// Level-triggered readiness to read, of sockets by their number.
class Poll {
 public:
  void add(int socket) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    if (epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event) != 0) fail("epoll_ctl");
  }
  /// Waits for a second at most.
  template <class Use>
  void turn(Use use) const {
    std::array<epoll_event, 64> events;
    const int ready = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 1000);
    for (int at = 0; at < ready; ++at) use(events[static_cast<std::size_t>(at)].data.fd);
  }

 private:
  int poll_ = epoll_create1(EPOLL_CLOEXEC);
};

// ---- serve --------------------------------------------------------------------------------------------------

struct Client {
  bool is_stream = false;
  std::string received;
};

class Server {
 public:
  [[noreturn]] void run() {
    poll_.add(http_);
    poll_.add(stream_);
    for (;;)
      poll_.turn(
          [this](int socket) { socket == http_ || socket == stream_ ? accept(socket) : read(socket); });
  }

 private:
  void accept(int listener) {
    const int made = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (made < 0) fail("accept");
    send_at_once(made);
    if (clients_.size() <= static_cast<std::size_t>(made))
      clients_.resize(static_cast<std::size_t>(made) + 1);
    clients_[static_cast<std::size_t>(made)] = {listener == stream_, {}};
    poll_.add(made);
  }

  void read(int socket) {
    Client& client = clients_[static_cast<std::size_t>(socket)];
    const ssize_t size = recv(socket, room_.data(), client.is_stream ? room_.size() : 4096, 0);
    if (size <= 0) {
      close(socket);
    } else if (!client.is_stream) {
      client.received.append(room_.data(), static_cast<std::size_t>(size));
      answer(socket, client);
    }
  }

  void answer(int socket, Client& client) {
    for (;;) {
      const auto end = client.received.find(kHeadEnd);
      if (end == client.received.npos) return;
      client.received.erase(0, end + kHeadEnd.size());
      if (!try_write(socket, page_)) return;  // The next read tells, too.
    }
  }

  Poll poll_;
  const int http_ = listen_at(kHttpPort);
  const int stream_ = listen_at(kStreamPort);
  std::vector<Client> clients_;  ///< by their sockets' numbers
  std::vector<char> room_ = std::vector<char>(kPieceBytes);
  const std::string page_ =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(kPageBytes) +
      std::string(kHeadEnd) + std::string(kPageBytes, 'x');
};

// ---- ask ----------------------------------------------------------------------------------------------------

/// Reads what has come. @return  whether that makes the answer whole
bool read_answer(int socket, std::string& received) {
  std::array<char, 4096> room;
  const ssize_t size = recv(socket, room.data(), room.size(), 0);
  if (size <= 0) fail("recv");
  received.append(room.data(), static_cast<std::size_t>(size));
  const auto head = received.find(kHeadEnd);
  if (head == received.npos || received.size() < head + kHeadEnd.size() + kPageBytes) return false;
  if (!received.starts_with("HTTP/1.1 200")) fail(received.c_str());
  received.clear();
  return true;
}

void ask(const char* address, int connections, double seconds) {
  const Poll poll;
  std::vector<std::string> received;
  for (int count = 0; count < connections; ++count) {
    const int socket = connect_to(address, kHttpPort);
    received.resize(static_cast<std::size_t>(socket) + 1);
    poll.add(socket);
    write_all(socket, kRequest);
  }
  long long answers = 0;
  const auto run = [&](double duration) {
    answers = 0;
    const auto begin = Clock::now();
    while (seconds_since(begin) < duration)
      poll.turn([&](int socket) {
        if (!read_answer(socket, received[static_cast<std::size_t>(socket)])) return;
        ++answers;
        write_all(socket, kRequest);
      });
    return static_cast<double>(answers) / seconds_since(begin);
  };
  run(kWarmUpSeconds);
  std::printf("%.1f\n", run(seconds));
}

// ---- send ---------------------------------------------------------------------------------------------------

void send_bytes(const char* address, double seconds) {
  const int socket = connect_to(address, kStreamPort);
  const std::vector<char> piece(kPieceBytes, 'x');
  const auto run = [&](double duration) {
    double bytes = 0;
    const auto begin = Clock::now();
    for (; seconds_since(begin) < duration; bytes += static_cast<double>(piece.size()))
      write_all(socket, {piece.data(), piece.size()});
    return bytes * 8 / 1e9 / seconds_since(begin);
  };
  run(kWarmUpSeconds);
  std::printf("%.3f\n", run(seconds));
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  if (what == "serve" && count == 2) Server{}.run();
  if (what == "ask" && count == 5) {
    ask(arguments[2], std::atoi(arguments[3]), std::atof(arguments[4]));
  } else if (what == "send" && count == 4) {
    send_bytes(arguments[2], std::atof(arguments[3]));
  } else {
    std::fprintf(stderr,
                 "usage: traffic_program serve | ask ADDRESS CONNECTIONS SECONDS | send ADDRESS SECONDS\n");
    return 2;
  }
  return 0;
}
