#include "eni_trunking/demo/web/http.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace eni::demo_web {
namespace {

constexpr int kMaxWaitSeconds = 5;

class Socket {
 public:
  Socket() : value_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {}
  ~Socket() {
    if (value_ >= 0) close(value_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

Page failed() { return {false, "", std::strerror(errno)}; }

Page parse(const std::string& response) {
  const std::size_t end = response.find("\r\n\r\n");
  if (end == std::string::npos) return {false, "", "the answer breaks off"};
  if (response.compare(0, 9, "HTTP/1.1 ") != 0 && response.compare(0, 9, "HTTP/1.0 ") != 0)
    return {false, "", "the answer is not HTTP"};
  if (response.compare(9, 3, "200") != 0) return {false, "", "the answer is " + response.substr(9, 3)};
  return {true, response.substr(end + 4), ""};
}

}  // namespace

void limit_waits(int socket) {
  const timeval time{kMaxWaitSeconds, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);  // And for a connection to be made.
}

bool receive_some(int socket, std::string& text) {
  std::array<char, 4096> piece{};
  const ssize_t bytes = recv(socket, piece.data(), piece.size(), 0);
  if (bytes <= 0) return false;
  text.append(piece.data(), static_cast<std::size_t>(bytes));
  return true;
}

bool send_all(int socket, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t bytes = send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (bytes <= 0) return false;
    sent += static_cast<std::size_t>(bytes);
  }
  return true;
}

Page get(const std::string& address, const std::string& path, std::size_t max_bytes) {
  const Socket socket;
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(kPort);
  if (inet_pton(AF_INET, address.c_str(), &name.sin_addr) != 1) return {false, "", "is no IPv4 address"};
  limit_waits(socket.get());
  if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return failed();
  const std::string request =
      "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
  if (!send_all(socket.get(), request)) return failed();
  std::string response;
  while (response.size() < max_bytes && receive_some(socket.get(), response)) {
  }
  return parse(response);
}

}  // namespace eni::demo_web
