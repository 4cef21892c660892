#include "base/code_points.h"

#include <algorithm>

#include "base/text.h"

namespace eni {
namespace {

/// The code point that the valid UTF-8 `text` begins with, taken off it.
char32_t take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return c;
}

}  // namespace

std::u32string code_points(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  std::u32string result;
  for (std::string_view rest = valid; !rest.empty();) result += take_code_point(rest);
  return result;
}

void CodePointSet::add(char32_t first, char32_t last) {
  for (char32_t c = first; c <= last && c < kAscii; ++c) ascii_.set(c);
  if (last < kAscii) return;
  Range added{std::max(first, kAscii), last};
  // Those that overlap or touch it become part of it.
  const auto begin = std::partition_point(above_.begin(), above_.end(),
                                          [&](const Range& range) { return range.second + 1 < added.first; });
  const auto end = std::partition_point(begin, above_.end(),
                                        [&](const Range& range) { return range.first <= added.second + 1; });
  if (begin != end)
    added = {std::min(added.first, begin->first), std::max(added.second, std::prev(end)->second)};
  above_.insert(above_.erase(begin, end), added);
}

void CodePointSet::add(const CodePointSet& other) {
  ascii_ |= other.ascii_;
  for (const Range& range : other.above_) add(range.first, range.second);
}

CodePointSet CodePointSet::complement() const {
  CodePointSet result;
  result.ascii_ = ~ascii_;
  char32_t next = kAscii;
  for (const Range& range : above_) {
    if (next < range.first) result.above_.emplace_back(next, range.first - 1);
    next = range.second + 1;
  }
  if (next <= kMaxCodePoint) result.above_.emplace_back(next, kMaxCodePoint);
  return result;
}

bool CodePointSet::contains_above(char32_t c) const {
  const auto behind = std::upper_bound(above_.begin(), above_.end(), Range{c, kMaxCodePoint});
  return behind != above_.begin() && std::prev(behind)->second >= c;
}

}  // namespace eni
