#include "net/batched_output.h"

namespace eni::net {

namespace {

/// A turn may be long, and somebody may be reading.
constexpr std::size_t kMaxWaitingBytes = 64 * 1024;

}  // namespace

BatchedOutput::BatchedOutput(EventLoop& loop, std::ostream& out) : loop_{loop}, out_{out} {}

BatchedOutput::~BatchedOutput() { drain(); }

void BatchedOutput::drain() {
  if (waiting_.empty()) return;
  out_.write(waiting_.data(), static_cast<std::streamsize>(waiting_.size())).flush();
  waiting_.clear();
}

BatchedOutput::int_type BatchedOutput::overflow(int_type c) {
  if (c != traits_type::eof()) waiting_ += traits_type::to_char_type(c);
  return traits_type::not_eof(c);
}

std::streamsize BatchedOutput::xsputn(const char* text, std::streamsize size) {
  waiting_.append(text, static_cast<std::size_t>(size));
  return size;
}

int BatchedOutput::sync() {
  if (waiting_.size() >= kMaxWaitingBytes) drain();
  if (scheduled_ || waiting_.empty()) return 0;
  scheduled_ = true;
  loop_.post([this, alive = std::weak_ptr{alive_}] {
    if (alive.expired()) return;
    scheduled_ = false;
    drain();
  });
  return 0;
}

}  // namespace eni::net
