#include "iam/pattern.h"

#include "base/glob.h"
#include "base/text.h"

namespace eni::iam {
namespace {

constexpr char kAny = '\x01';
constexpr char kOne = '\x02';
constexpr char kForeign = '\x03';
/// Longer than any text of a request: a pattern that is does not match. A policy can name a long key a thousand times.
constexpr std::size_t kMaxExpanded = 256 * 1024;

/// A request's text must not bring marks of its own.
Marked without_marks(std::string text) {
  for (char& c : text)
    if (c == kAny || c == kOne) c = kForeign;
  return text;
}

/// ${*}, ${?} and ${$} are the plain characters.
bool is_escape(std::string_view inside) { return inside == "*" || inside == "?" || inside == "$"; }

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') return text.substr(1, text.size() - 2);
  return text;
}

/// Cuts one colon-separated field off the front; the sixth takes all that is left.
std::string_view next_field(std::string_view& rest, int field) {
  const std::size_t end = field < 5 ? rest.find(':') : std::string_view::npos;
  const std::string_view piece = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return piece;
}

}  // namespace

Marked mark_wildcards(std::string_view text) {
  Marked marked{text};
  for (char& c : marked) {
    if (c == '*') {
      c = kAny;
    } else if (c == '?') {
      c = kOne;
    }
  }
  return marked;
}

bool matches_marked(std::string_view pattern, std::string_view value) {
  return glob_matches(pattern, value, {kAny, kOne, {}});
}

bool matches_marked_arn(std::string_view pattern, std::string_view arn) {
  if (pattern.size() == 1 && pattern[0] == kAny) return true;
  if (!arn.starts_with("arn:")) return matches_marked(pattern, arn);
  for (int field = 0; field < 6; ++field) {
    // An incomplete ARN is completed with wildcards.
    const bool last_of_pattern = field < 5 && pattern.find(':') == std::string_view::npos;
    if (!matches_marked(next_field(pattern, field), next_field(arn, field))) return false;
    if (last_of_pattern) return true;
  }
  return true;
}

bool matches_wildcards(std::string_view pattern, std::string_view value) {
  return glob_matches(pattern, value, {'*', '?', {}});
}

Pattern::Pattern(std::string_view text, Variables variables, Wildcards wildcards) {
  const auto mark = [wildcards](std::string_view part) {
    return wildcards == Wildcards::kMatch ? mark_wildcards(part) : Marked{part};
  };
  std::size_t at = 0;
  while (variables == Variables::kExpand) {
    const std::size_t begin = text.find("${", at);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) break;
    const std::string_view inside = text.substr(begin + 2, end - begin - 2);
    add_text(mark(text.substr(at, begin - at)));
    if (is_escape(inside)) {
      add_text(Marked{inside});
    } else {
      add_variable(inside);
    }
    at = end + 1;
  }
  add_text(mark(text.substr(at)));
}

void Pattern::add_text(Marked text) {
  if (pieces_.empty() || pieces_.back().is_variable) {
    pieces_.push_back({false, std::move(text), std::nullopt, {}});
  } else {
    pieces_.back().text += text;
  }
}

void Pattern::add_variable(std::string_view inside) {
  const std::size_t comma = inside.find(',');
  const std::string_view key = trim(inside.substr(0, comma));
  Piece piece{true, to_lower(key), std::nullopt, std::string{key}};
  if (comma != std::string_view::npos) piece.fallback = std::string{unquoted(inside.substr(comma + 1))};
  pieces_.push_back(std::move(piece));
  has_variables_ = true;
}

std::optional<Marked> Pattern::expand(const ContextKeys& keys) const {
  Marked result;
  for (const Piece& piece : pieces_) {
    if (!piece.is_variable) {
      result += piece.text;
      continue;
    }
    const auto values = keys.find(piece.text);
    if (values && values->size() == 1) {
      result += without_marks(values->front());
    } else if (!values && piece.fallback) {
      result += without_marks(*piece.fallback);
    } else {
      return std::nullopt;
    }
    if (result.size() > kMaxExpanded) return std::nullopt;
  }
  return result;
}

std::vector<std::string> Pattern::keys() const {
  std::vector<std::string> result;
  for (const Piece& piece : pieces_)
    if (piece.is_variable) result.push_back(piece.written_key);
  return result;
}

}  // namespace eni::iam
