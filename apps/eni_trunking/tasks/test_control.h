#pragma once
/// For tests: a sandbox's control socket, whose side a test plays.
#include <functional>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

#include "base/test_folder.h"
#include "net/descriptor_message.h"
#include "net/local_socket.h"

namespace eni::command {

/// One command's connection, as the sandbox has it.
class SandboxSide {
 public:
  explicit SandboxSide(net::Descriptor socket) : socket_{std::move(socket)} {}

  /// The next message; "gone" at the end. Its descriptors are kept.
  std::string receive() {
    auto message = net::receive_message(socket_.get());
    if (!message) return "gone";
    descriptors = std::move(message->descriptors);
    return message->bytes;
  }
  void send(std::string_view message, const std::vector<int>& attached = {}) {
    EXPECT_EQ(net::send_message(socket_.get(), message, attached), 0);
  }

  std::vector<net::Descriptor> descriptors;

 private:
  net::Descriptor socket_;
};

/// Listens, and serves one command in a thread.
class TestControl {
 public:
  explicit TestControl(std::function<void(SandboxSide&)> serve)
      : listener_{*net::listen_at(path())}, thread_{[this, serve = std::move(serve)] {
          pollfd asked{listener_.get(), POLLIN, 0};
          if (poll(&asked, 1, 60'000) != 1) return;
          SandboxSide side{net::Descriptor{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)}};
          serve(side);
        }} {}
  ~TestControl() { thread_.join(); }
  TestControl(const TestControl&) = delete;
  TestControl& operator=(const TestControl&) = delete;

  std::string path() const { return folder_.file("control"); }

 private:
  TestFolder folder_;
  net::Descriptor listener_;
  std::thread thread_;
};

}  // namespace eni::command
