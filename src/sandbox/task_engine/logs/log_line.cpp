#include "sandbox/task_engine/logs/log_line.h"

#include <algorithm>
#include <utility>

namespace eni::sandbox::task_engine {
namespace {

constexpr std::size_t kMaxContinuations = 3;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Where to cut so that a code point of UTF-8 stays whole; what is none is cut anywhere.
std::size_t cut_of(std::string_view text) {
  std::size_t cut = kMaxLineBytes;
  for (std::size_t i = 0; i < kMaxContinuations && is_continuation(text[cut]); ++i) --cut;
  return is_continuation(text[cut]) ? kMaxLineBytes : cut;
}

}  // namespace

void LineCutter::take(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t newline = bytes.find('\n');
    const std::string_view part = bytes.substr(0, newline);
    line_.append(part);
    give_pieces();
    if (newline == std::string_view::npos) return;
    on_line_(std::exchange(line_, {}), true);
    bytes.remove_prefix(newline + 1);
  }
}

void LineCutter::give_pieces() {
  while (line_.size() > kMaxLineBytes) {
    const std::size_t cut = cut_of(line_);
    std::string rest = line_.substr(cut);
    line_.resize(cut);
    on_line_(std::exchange(line_, std::move(rest)), false);
  }
}

void LineCutter::finish() {
  if (!line_.empty()) on_line_(std::exchange(line_, {}), true);
}

}  // namespace eni::sandbox::task_engine
