#include "sandbox/gateway/byte_range.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/text.h"

namespace eni::sandbox {
namespace {

/// Digits only: a sign would be another range's syntax.
std::optional<std::int64_t> position(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return parse_integer(text);
}

using Parsed = Result<std::optional<ByteRange>>;

Error unsatisfiable(std::string_view header, std::int64_t size) {
  return {"no byte of " + std::to_string(size) + " is in the range " + excerpt(header), ""};
}

Parsed last_bytes(std::string_view header, std::int64_t count, std::int64_t size) {
  if (count == 0 || size == 0) return unsatisfiable(header, size);
  const std::int64_t length = std::min(count, size);
  return std::optional{ByteRange{size - length, length}};
}

}  // namespace

Parsed read_byte_range(std::string_view header, std::int64_t size) {
  const std::optional<ByteRange> whole;
  if (!header.starts_with("bytes=")) return whole;
  const auto ends = split(trim(header.substr(6)), '-');
  if (ends.size() != 2) return whole;
  const auto first = position(ends[0]);
  const auto last = position(ends[1]);
  if (ends[0].empty() && last) return last_bytes(header, *last, size);
  if (!first || (!last && !ends[1].empty())) return whole;
  if (last && *last < *first) return whole;
  if (*first >= size) return unsatisfiable(header, size);
  const std::int64_t end = last ? std::min(*last, size - 1) : size - 1;
  return std::optional{ByteRange{*first, end - *first + 1}};
}

std::string content_range(const ByteRange& range, std::int64_t size) {
  return "bytes " + std::to_string(range.offset) + "-" + std::to_string(range.offset + range.length - 1) +
         "/" + std::to_string(size);
}

}  // namespace eni::sandbox
