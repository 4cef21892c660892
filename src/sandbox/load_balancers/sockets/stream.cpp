#include "sandbox/load_balancers/sockets/stream.h"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace eni::sandbox::load_balancers {
namespace {

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

Stream::Stream(net::EventLoop& loop, net::SocketPoller& poller, net::Descriptor socket)
    : loop_{loop}, poller_{poller}, socket_{std::move(socket)} {
  if (!socket_ || !poller_.add(socket_.get(), *this)) is_aborted_ = true;
}

Stream::~Stream() {
  if (socket_) poller_.remove(socket_.get(), *this);
}

bool Stream::Read::try_now() {
  while (!stream_.is_aborted_ && !std::exchange(stream_.is_interrupted_, false)) {
    if (!stream_.readable_) return false;
    const ssize_t size = ::recv(stream_.socket_.get(), room_, size_, MSG_DONTWAIT);
    if (size >= 0) {
      received_.bytes = static_cast<std::size_t>(size);
      // Less than there was room for is all that there was. Not with urgent data, and nobody tells of the end a second time.
      stream_.readable_ = stream_.ended_ || stream_.urgent_ || received_.bytes == size_;
      return true;
    }
    if (errno == EINTR) continue;
    if (!would_block()) break;
    stream_.readable_ = false;
  }
  received_.failed = true;
  return true;
}

bool Stream::Write::try_now() {
  while (!rest_.empty()) {
    if (stream_.is_aborted_) break;
    if (!stream_.writable_) return false;
    const ssize_t size =
        ::send(stream_.socket_.get(), rest_.data(), rest_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size >= 0) {
      rest_.remove_prefix(static_cast<std::size_t>(size));
    } else if (would_block()) {
      stream_.writable_ = false;
    } else if (errno != EINTR) {
      break;
    }
  }
  failed_ = !rest_.empty();
  return true;
}

bool Stream::Connect::try_now() {
  failed_ = stream_.is_aborted_;
  if (failed_) return true;
  pollfd asked{stream_.socket_.get(), POLLOUT, 0};
  if (::poll(&asked, 1, 0) == 0) return false;
  int error = 0;
  socklen_t size = sizeof error;
  failed_ = ::getsockopt(stream_.socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0;
  return true;
}

void Stream::shut_down_write() { ::shutdown(socket_.get(), SHUT_WR); }

void Stream::abort() {
  if (std::exchange(is_aborted_, true)) return;
  // Now, for the other side; the descriptor stays, so that its number is nobody else's.
  ::shutdown(socket_.get(), SHUT_RDWR);
  loop_.post([this, alive = std::weak_ptr<int>(alive_)] {
    if (!alive.expired()) wake(true, true);
  });
}

void Stream::interrupt_read() {
  if (!reader_) return;
  loop_.post([this, alive = std::weak_ptr<int>(alive_)] {
    if (alive.expired() || !reader_) return;
    is_interrupted_ = true;
    wake(true, false);
  });
}

bool Stream::is_idle() {
  if (is_aborted_) return false;
  char byte = 0;
  return ::recv(socket_.get(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && would_block();
}

void Stream::ready(net::SocketPoller::Readiness readiness) {
  readable_ = readable_ || readiness.readable;
  writable_ = writable_ || readiness.writable;
  ended_ = ended_ || readiness.ended;
  urgent_ = urgent_ || readiness.urgent;
  if (!reader_ && readiness.readable && on_event) {
    const auto call = on_event;  // It may destroy the stream, and itself with it.
    return call();
  }
  wake(readiness.readable, readiness.writable);
}

/// A coroutine that goes on may destroy the stream.
void Stream::wake(bool reader, bool writer) {
  const std::weak_ptr<int> alive = alive_;
  if (reader && reader_ && reader_->try_now()) reader_->resume();
  if (!alive.expired() && writer && writer_ && writer_->try_now()) writer_->resume();
}

}  // namespace eni::sandbox::load_balancers
