#pragma once
/// The other side of a client under test.
#include <condition_variable>
#include <mutex>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "net/http.h"

namespace eni::net {

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

}  // namespace eni::net
