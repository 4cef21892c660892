#include "sandbox/task_engine/endpoints/awaitable_socket.h"

#include <cerrno>
#include <cstdint>
#include <sys/socket.h>

#include "base/deadline.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

Task<std::optional<std::string>> receive_bytes(AwaitableSocket& connection, std::size_t count,
                                               SteadyTime end) {
  std::string bytes(count, '\0');
  std::size_t received = 0;
  while (received < count) {
    const ssize_t size = recv(connection.get(), bytes.data() + received, count - received, MSG_DONTWAIT);
    if (size == 0 || (size < 0 && !would_block())) co_return std::nullopt;
    if (size > 0) {
      received += static_cast<std::size_t>(size);
      continue;
    }
    auto waiting = connection.wait_until(AwaitableSocket::Event::kReadable, end);
    if (const bool ready = co_await std::move(waiting); !ready) co_return std::nullopt;
  }
  co_return std::move(bytes);
}

}  // namespace

AwaitableSocket::AwaitableSocket(net::EventLoop& loop, net::Descriptor socket)
    : loop_{loop}, watch_{net::DescriptorWatch::make(loop, socket.release())} {}

Task<void> AwaitableSocket::wait(Event event) {
  const Channel<bool> ready{loop_};
  watch_->wait(event, [ready] { ready.push(true); });
  auto coming = ready.pop();
  (void)co_await coming;
}

Task<bool> AwaitableSocket::wait_until(Event event, SteadyTime end) {
  const auto left = std::chrono::ceil<Duration>(end - std::chrono::steady_clock::now());
  if (left <= Duration{}) co_return false;
  const Channel<bool> outcome{loop_};
  const Deadline patience{loop_, left, [outcome] { outcome.push(false); }};
  watch_->wait(event, [outcome] { outcome.push(true); });
  auto coming = outcome.pop();
  const bool ready = co_await coming;
  co_return ready;
}

Task<std::optional<std::string>> receive_message(AwaitableSocket& connection, std::size_t max_bytes,
                                                 SteadyTime end) {
  auto receiving_size = receive_bytes(connection, 2, end);
  const auto size = co_await std::move(receiving_size);
  if (!size) co_return std::nullopt;
  const std::size_t bytes = static_cast<std::size_t>(static_cast<std::uint8_t>((*size)[0])) << 8 |
                            static_cast<std::uint8_t>((*size)[1]);
  if (bytes > max_bytes) co_return std::nullopt;
  auto receiving = receive_bytes(connection, bytes, end);
  auto message = co_await std::move(receiving);
  co_return std::move(message);
}

Task<bool> send_message(AwaitableSocket& connection, std::string message, SteadyTime end) {
  const std::size_t size = message.size();
  message.insert(0, {static_cast<char>(size >> 8 & 0xff), static_cast<char>(size & 0xff)});
  std::size_t sent = 0;
  while (sent < message.size()) {
    const ssize_t count =
        send(connection.get(), message.data() + sent, message.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && !would_block()) co_return false;
    if (count > 0) {
      sent += static_cast<std::size_t>(count);
      continue;
    }
    auto waiting = connection.wait_until(AwaitableSocket::Event::kWritable, end);
    if (const bool ready = co_await std::move(waiting); !ready) co_return false;
  }
  co_return true;
}

}  // namespace eni::sandbox::task_engine::endpoints
