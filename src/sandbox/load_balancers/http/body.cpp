#include "sandbox/load_balancers/http/body.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace eni::sandbox::load_balancers {
namespace {

/// A chunk's size line with its extensions, or a trailer.
constexpr std::size_t kMaxLine = 4096;
constexpr std::size_t kMaxTrailers = 32 * 1024;
/// RFC 9112, section 7.1: recipients must anticipate large numbers; nobody sends a chunk as large as this.
constexpr std::size_t kMaxSizeDigits = 15;

}  // namespace

BodyDecoder::BodyDecoder(BodyFraming framing) : remaining_{framing.length} {
  switch (framing.kind) {
    case BodyFraming::Kind::kNone:
      stage_ = Stage::kComplete;
      break;
    case BodyFraming::Kind::kLength:
      stage_ = remaining_ > 0 ? Stage::kData : Stage::kComplete;
      break;
    case BodyFraming::Kind::kChunked:
      stage_ = Stage::kChunkSize;
      break;
    case BodyFraming::Kind::kUntilClose:
      stage_ = Stage::kUntilClose;
      break;
  }
}

BodyDecoder::Piece BodyDecoder::take(std::string_view bytes) {
  if (is_complete() || has_failed()) return {};
  if (stage_ == Stage::kUntilClose) return {bytes.size(), bytes};
  if (stage_ != Stage::kData && stage_ != Stage::kChunkData) return take_line(bytes);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), remaining_));
  remaining_ -= size;
  if (remaining_ == 0) stage_ = stage_ == Stage::kData ? Stage::kComplete : Stage::kChunkEnd;
  return {size, bytes.substr(0, size)};
}

bool BodyDecoder::end() {
  if (stage_ == Stage::kUntilClose) stage_ = Stage::kComplete;
  if (!is_complete()) stage_ = Stage::kFailed;
  return is_complete();
}

BodyDecoder::Piece BodyDecoder::take_line(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  const std::size_t taken = newline == bytes.npos ? bytes.size() : newline + 1;
  line_.append(bytes.substr(0, std::min(taken, kMaxLine + 1)));
  if (line_.size() > kMaxLine) stage_ = Stage::kFailed;
  if (newline == bytes.npos || has_failed()) return {taken, {}};
  if (!line_.ends_with("\r\n")) {
    stage_ = Stage::kFailed;
    return {taken, {}};
  }
  const std::string line = line_.substr(0, line_.size() - 2);
  line_.clear();
  if (stage_ == Stage::kChunkSize) {
    begin_chunk(line);
  } else if (stage_ == Stage::kChunkEnd) {
    stage_ = line.empty() ? Stage::kChunkSize : Stage::kFailed;
  } else if (line.empty()) {
    stage_ = Stage::kComplete;
  } else if ((trailer_bytes_ += line.size()) > kMaxTrailers) {
    stage_ = Stage::kFailed;
  }
  return {taken, {}};
}

void BodyDecoder::begin_chunk(std::string_view line) {
  const std::string_view digits = trim(line.substr(0, line.find(';')));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), remaining_, 16);
  const bool is_size =
      error == std::errc{} && end == digits.data() + digits.size() && digits.size() <= kMaxSizeDigits;
  stage_ = !is_size ? Stage::kFailed : remaining_ == 0 ? Stage::kTrailers : Stage::kChunkData;
}

void BodyEncoder::add(std::string_view payload, std::string& out) const {
  if (payload.empty()) return;  // An empty chunk is the last one.
  if (!is_chunked_) {
    out += payload;
    return;
  }
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), payload.size(), 16).ptr;
  append(out, {{size.data(), static_cast<std::size_t>(end - size.data())}, "\r\n", payload, "\r\n"});
}

void BodyEncoder::finish(std::string& out) const {
  if (is_chunked_) out += "0\r\n\r\n";
}

}  // namespace eni::sandbox::load_balancers
