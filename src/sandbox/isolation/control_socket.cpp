#include "sandbox/isolation/control_socket.h"

#include <array>
#include <cerrno>
#include <deque>
#include <sys/socket.h>

#include "net/descriptor_watch.h"

namespace eni::sandbox::isolation {
namespace {

using net::Descriptor;
using net::DescriptorWatch;

/// Messages of init's before others have their turn, and what it may still say when it has ended.
constexpr int kMaxAtOnce = 16;
constexpr int kMaxLastWords = 256;
/// Commands that it has not taken.
constexpr std::size_t kMaxUnsent = 1024;

class WatchedSocket final : public ControlSocket {
 public:
  WatchedSocket(net::EventLoop& loop, int descriptor, std::function<void(Message)> on_message)
      : watch_{DescriptorWatch::make(loop, descriptor)}, on_message_{std::move(on_message)} {
    listen();
  }

  int send(std::string bytes, std::vector<Descriptor> attached) override {
    if (bytes.size() > kMaxMessageBytes) return EMSGSIZE;
    Unsent command{std::move(bytes), std::move(attached)};
    if (unsent_.empty()) {
      const int error = send_now(command);
      if (error != EAGAIN) return error;
      await_room();
    }
    if (unsent_.size() >= kMaxUnsent) return ETIMEDOUT;
    unsent_.push_back(std::move(command));
    return 0;
  }

  void take_last_words() override { take_some(kMaxLastWords); }

 private:
  /// A command that waits for room.
  struct Unsent {
    std::string bytes;
    std::vector<Descriptor> attached;
  };

  void listen() {
    watch_->wait(DescriptorWatch::Event::kReadable, [this] {
      if (take_some(kMaxAtOnce)) listen();
    });
  }

  /// @return  whether there may be more later
  bool take_some(int max) {
    for (int i = 0; i < max; ++i) {
      auto message = receive_message(watch_->descriptor(), MSG_DONTWAIT);
      if (!message) return errno == EAGAIN || errno == EWOULDBLOCK;
      on_message_(*std::move(message));
    }
    return true;
  }

  int send_now(const Unsent& command) {
    std::vector<int> descriptors;
    for (const Descriptor& one : command.attached) descriptors.push_back(one.get());
    return send_message(watch_->descriptor(), command.bytes, descriptors, MSG_DONTWAIT);
  }

  void await_room() {
    watch_->wait(DescriptorWatch::Event::kWritable, [this] {
      while (!unsent_.empty()) {
        const int error = send_now(unsent_.front());
        if (error == EAGAIN) return await_room();
        unsent_.pop_front();  // Whatever the error: if the other has gone, that is said elsewhere.
      }
    });
  }

  std::unique_ptr<DescriptorWatch> watch_;
  std::function<void(Message)> on_message_;
  std::deque<Unsent> unsent_;
};

}  // namespace

Descriptor ControlSocket::make(net::EventLoop& loop, std::function<void(Message)> on_message,
                               std::unique_ptr<ControlSocket>& own) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return Descriptor{};
  own = std::make_unique<WatchedSocket>(loop, ends[0], std::move(on_message));
  return Descriptor{ends[1]};
}

}  // namespace eni::sandbox::isolation
