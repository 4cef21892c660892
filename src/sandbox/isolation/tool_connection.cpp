#include "sandbox/isolation/tool_connection.h"

#include <array>
#include <cerrno>
#include <list>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

#include "base/scheduler.h"
#include "net/descriptor_watch.h"

namespace eni::sandbox::isolation {
namespace {

using Event = net::DescriptorWatch::Event;

/// At a time; a message of each may be as long as kMaxFrameBytes. Further clients are turned away.
constexpr std::size_t kMaxConnections = 16;
/// Messages of a client that nobody has taken yet.
constexpr std::size_t kMaxUnread = 2;
constexpr std::chrono::milliseconds kAcceptPause{100};

class SocketConnection final : public ToolConnection, public std::enable_shared_from_this<SocketConnection> {
 public:
  SocketConnection(net::EventLoop& loop, int socket)
      : messages_{loop}, socket_{net::DescriptorWatch::make(loop, socket)} {
    listen();
  }

  Task<std::optional<std::string>> receive() override {
    if (std::exchange(is_paused_, false)) listen();
    co_return co_await messages_.pop();
  }

  void send(const wire::Writer& message) override {
    if (gone_) return;
    const auto size = static_cast<std::uint32_t>(message.bytes().size());
    unsent_.append(reinterpret_cast<const char*>(&size), sizeof size).append(message.bytes());
    if (!is_writing_) write();
  }

 private:
  void listen() {
    socket_->wait(Event::kReadable, [this] {
      if (!read()) return;
      is_paused_ = messages_.size() >= kMaxUnread;
      if (!is_paused_) listen();
    });
  }

  /// @return  whether there may be more later
  bool read() {
    std::array<char, 64 * 1024> buffer;
    const ssize_t size = recv(socket_->descriptor(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (size <= 0) return end();
    received_.append(buffer.data(), static_cast<std::size_t>(size));
    return take_messages() || end();
  }

  /// @return  false for a message that is longer than any may be
  bool take_messages() {
    std::uint32_t size = 0;
    while (received_.size() >= sizeof size) {
      std::memcpy(&size, received_.data(), sizeof size);
      if (size == 0 || size > wire::kMaxFrameBytes) return false;
      if (received_.size() < sizeof size + size) return true;
      messages_.push(received_.substr(sizeof size, size));
      received_.erase(0, sizeof size + size);
    }
    return true;
  }

  bool end() {
    gone_ = true;
    messages_.push(std::nullopt);
    return false;
  }

  void write() {
    const ssize_t size =
        ::send(socket_->descriptor(), unsent_.data(), unsent_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0 && errno != EAGAIN && errno != EINTR) return unsent_.clear();
    if (size > 0) unsent_.erase(0, static_cast<std::size_t>(size));
    is_writing_ = !unsent_.empty();
    // Kept alive until the client has it all or is gone.
    if (is_writing_) socket_->wait(Event::kWritable, [self = shared_from_this()] { self->write(); });
  }

  Channel<std::optional<std::string>> messages_;
  std::unique_ptr<net::DescriptorWatch> socket_;
  std::string received_;
  std::string unsent_;
  bool is_writing_ = false;
  bool is_paused_ = false;  ///< until what was read has been taken
  bool gone_ = false;
};

class SocketListener final : public ToolListener {
 public:
  SocketListener(net::EventLoop& loop, int listener, OnConnection on_connection)
      : loop_{loop},
        listener_{net::DescriptorWatch::make(loop, listener)},
        on_connection_{std::move(on_connection)} {
    listen();
  }

  ~SocketListener() override {
    if (pause_) loop_.cancel(*pause_);
  }

 private:
  void listen() {
    listener_->wait(Event::kReadable, [this] {
      const int socket = accept4(listener_->descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (socket >= 0) take(socket);
      if (socket >= 0 || errno != EMFILE) return listen();
      pause_ = loop_.call_at(loop_.now() + kAcceptPause, [this] { listen(); });  // some will be free again
    });
  }

  std::optional<Scheduler::TimerId> pause_;

  void take(int socket) {
    connections_.remove_if([](const auto& connection) { return connection.expired(); });
    if (connections_.size() >= kMaxConnections) {
      close(socket);
      return;
    }
    auto connection = std::make_shared<SocketConnection>(loop_, socket);
    connections_.push_back(connection);
    on_connection_(std::move(connection));
  }

  net::EventLoop& loop_;
  std::unique_ptr<net::DescriptorWatch> listener_;
  OnConnection on_connection_;
  std::list<std::weak_ptr<SocketConnection>> connections_;
};

}  // namespace

std::unique_ptr<ToolListener> ToolListener::make(net::EventLoop& loop, net::Descriptor listener,
                                                 OnConnection on_connection) {
  return std::make_unique<SocketListener>(loop, listener.release(), std::move(on_connection));
}

}  // namespace eni::sandbox::isolation
