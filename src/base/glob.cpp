#include "base/glob.h"

#include <cstring>

namespace eni {
namespace {

/// The part of a pattern between two wildcards `any`.
struct Segment {
  std::string_view text;
  std::size_t length = 0;  ///< bytes of a value that it takes
  bool is_literal = true;  ///< its text is what it takes
  bool ends_pattern = true;
};

bool is_escape(std::string_view text, std::size_t at, const GlobSyntax& syntax) {
  return syntax.escape && text[at] == *syntax.escape && at + 1 < text.size();
}

/// Cuts the first segment off, with the `any` behind it.
Segment next_segment(std::string_view& pattern, const GlobSyntax& syntax) {
  Segment segment;
  std::size_t at = 0;
  for (; at < pattern.size() && pattern[at] != syntax.any; ++at, ++segment.length) {
    if (is_escape(pattern, at, syntax)) {
      ++at;
      segment.is_literal = false;
    } else if (syntax.one && pattern[at] == *syntax.one) {
      segment.is_literal = false;
    }
  }
  segment.text = pattern.substr(0, at);
  segment.ends_pattern = at == pattern.size();
  pattern.remove_prefix(segment.ends_pattern ? at : at + 1);
  return segment;
}

/// Whether the segment takes the first bytes of `value`, which has as many.
bool fits(const Segment& segment, std::string_view value, const GlobSyntax& syntax) {
  if (segment.is_literal) return value.starts_with(segment.text);
  std::size_t v = 0;
  for (std::size_t p = 0; p < segment.text.size(); ++p, ++v) {
    if (is_escape(segment.text, p, syntax)) {
      ++p;
    } else if (syntax.one && segment.text[p] == *syntax.one) {
      continue;
    }
    if (segment.text[p] != value[v]) return false;
  }
  return true;
}

/// Where in `value` the segment fits first; npos if nowhere.
std::size_t find_first(const Segment& segment, std::string_view value, const GlobSyntax& syntax) {
  if (segment.length == 0) return 0;
  if (segment.is_literal) {
    // Not string_view::find, which compares the whole segment at each place.
    const void* found = memmem(value.data(), value.size(), segment.text.data(), segment.text.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - value.data())
                 : std::string_view::npos;
  }
  for (std::size_t at = 0; at + segment.length <= value.size(); ++at)
    if (fits(segment, value.substr(at), syntax)) return at;
  return std::string_view::npos;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view value, const GlobSyntax& syntax) {
  const Segment head = next_segment(pattern, syntax);
  if (value.size() < head.length || !fits(head, value, syntax)) return false;
  value.remove_prefix(head.length);
  if (head.ends_pattern) return value.empty();
  for (;;) {
    const Segment segment = next_segment(pattern, syntax);
    if (segment.ends_pattern)
      return value.size() >= segment.length &&
             fits(segment, value.substr(value.size() - segment.length), syntax);
    const std::size_t at = find_first(segment, value, syntax);
    if (at == std::string_view::npos) return false;
    value.remove_prefix(at + segment.length);
  }
}

}  // namespace eni
