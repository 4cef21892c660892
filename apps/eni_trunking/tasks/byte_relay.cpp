#include "eni_trunking/tasks/byte_relay.h"

#include <array>
#include <cerrno>
#include <unistd.h>

namespace eni::command {
namespace {

/// A pipe that is ready takes as much without blocking (PIPE_BUF).
constexpr std::size_t kPieceBytes = 4096;

bool is_for_later(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

pollfd ByteRelay::waits_for() const {
  if (has_ended_) return {-1, 0, 0};
  if (bytes_.empty()) return {from_, POLLIN, 0};
  return {to_, POLLOUT, 0};
}

void ByteRelay::advance() {
  if (bytes_.empty())
    read_some();
  else
    write_some();
}

void ByteRelay::drain() {
  while (!has_ended_) {
    if (bytes_.empty() && !read_some()) return;
    pollfd room = waits_for();
    if (!bytes_.empty() && (poll(&room, 1, -1) > 0 || errno == EINTR)) write_some();
  }
}

/// @return  whether something was read
bool ByteRelay::read_some() {
  std::array<char, kPieceBytes> piece{};
  const ssize_t size = read(from_, piece.data(), piece.size());
  if (size > 0) bytes_.assign(piece.data(), static_cast<std::size_t>(size));
  // A terminal that nobody holds any more answers EIO.
  if (size == 0 || (size < 0 && !is_for_later(errno))) end();
  return size > 0;
}

void ByteRelay::write_some() {
  const ssize_t size = write(to_, bytes_.data(), bytes_.size());
  if (size >= 0)
    bytes_.erase(0, static_cast<std::size_t>(size));
  else if (!is_for_later(errno))
    end();
}

void ByteRelay::end() {
  has_ended_ = true;
  bytes_.clear();
  own_.reset();
}

}  // namespace eni::command
