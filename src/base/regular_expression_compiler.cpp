#include <limits>
#include <optional>

#include "base/excerpt.h"
#include "base/regular_expression.h"
#include "base/text.h"
#include "base/unicode_categories.h"

namespace eni {
namespace {

constexpr std::size_t kMaxProgram = 20'000;  ///< instructions: `(a{1000}){1000}` is refused
/// Instructions written, also for what is dropped again: `(a{9000}){0}`.
constexpr std::size_t kMaxWritten = 20 * kMaxProgram;
constexpr int kMaxDepth = 200;

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

CodePointSet set_of(std::initializer_list<std::pair<char32_t, char32_t>> ranges) {
  CodePointSet set;
  for (const auto& [first, last] : ranges) set.add(first, last);
  return set;
}

/// Of \d, \w, … ; nothing if `letter` names no class.
std::optional<CodePointSet> letter_class(char32_t letter) {
  switch (letter) {
    case U'd':
      return set_of({{'0', '9'}});
    case U'w':
      return set_of({{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}});
    case U's':
      return set_of({{'\t', '\r'}, {' ', ' '}});
    case U'D':
    case U'W':
    case U'S':
      return letter_class(letter + (U'a' - U'A'))->complement();
    default:
      return std::nullopt;
  }
}

/// Of \p{Alnum} and the others that Java calls "POSIX character classes (US-ASCII only)".
std::optional<CodePointSet> posix_class(std::string_view name) {
  static const std::pair<std::string_view, CodePointSet> rows[] = {
      {"Lower", set_of({{'a', 'z'}})},
      {"Upper", set_of({{'A', 'Z'}})},
      {"ASCII", set_of({{0, 127}})},
      {"Alpha", set_of({{'a', 'z'}, {'A', 'Z'}})},
      {"Digit", set_of({{'0', '9'}})},
      {"Alnum", set_of({{'a', 'z'}, {'A', 'Z'}, {'0', '9'}})},
      {"Punct", set_of({{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}})},
      {"Graph", set_of({{'!', '~'}})},
      {"Print", set_of({{' ', '~'}})},
      {"Blank", set_of({{' ', ' '}, {'\t', '\t'}})},
      {"Cntrl", set_of({{0, 31}, {127, 127}})},
      {"XDigit", set_of({{'0', '9'}, {'a', 'f'}, {'A', 'F'}})},
      {"Space", set_of({{'\t', '\r'}, {' ', ' '}})},
  };
  for (const auto& [known, set] : rows)
    if (known == name) return set;
  return std::nullopt;
}

/// Of \p{L}: a general category of Unicode.
std::optional<CodePointSet> unicode_category(std::string_view name) {
  for (const UnicodeCategory& category : kUnicodeCategories) {
    if (name.size() != 1 || category.name != name[0]) continue;
    CodePointSet set;
    for (const auto& [first, last] : category.ranges) set.add(first, last);
    return set;
  }
  return std::nullopt;
}

/// Of \t and the like; nothing if `letter` stands for no character.
std::optional<char32_t> control_character(char32_t letter) {
  constexpr std::u32string_view kLetters = U"tnrfae";
  constexpr std::u32string_view kMeanings = U"\t\n\r\f\a\x1B";
  const std::size_t at = kLetters.find(letter);
  return at == kLetters.npos ? std::nullopt : std::optional(kMeanings[at]);
}

/// What is not in it ends a line: `.` does not match that.
CodePointSet within_line() {
  return set_of({{'\n', '\n'}, {'\r', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}}).complement();
}

std::string utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) out += c < 128 ? std::string(1, static_cast<char>(c)) : std::string("\u2026");
  return out;
}

}  // namespace

/// Recursive descent: each piece becomes code whose jumps are relative, so that repeated pieces are plain copies.
class RegularExpressionCompiler {
 public:
  explicit RegularExpressionCompiler(std::string_view text) : written_text_{text}, text_{code_points(text)} {}

  Result<RegularExpression> run() {
    if (text_.size() > kMaxProgram) return error("the pattern is too large");
    ENI_TRY(Code code, alternatives(0));
    if (at_ < text_.size()) return error("')' without '('");
    code.push_back({Op::kMatch});
    result_.program_ = std::move(code);
    return std::move(result_);
  }

 private:
  using Op = RegularExpression::Op;
  using Instruction = RegularExpression::Instruction;
  using Code = RegularExpression::Code;
  struct Repeat {
    std::size_t min = 1;
    std::size_t max = 1;
  };
  /// What an escape stands for: one character, or any of a set.
  struct Escape {
    std::optional<char32_t> one;
    CodePointSet set;
  };
  static constexpr std::size_t kNoEnd = std::numeric_limits<std::size_t>::max();

  bool next_is(char32_t c) const { return at_ < text_.size() && text_[at_] == c; }
  bool next_is(std::u32string_view word) const {
    return std::u32string_view(text_).substr(at_).starts_with(word);
  }
  bool take(char32_t c) { return next_is(c) ? (++at_, true) : false; }
  Error error(const std::string& what) const {
    return {"pattern '" + excerpt(written_text_) + "', position " + std::to_string(at_ + 1) + ": " + what,
            ""};
  }
  static std::int32_t distance(std::size_t instructions) { return static_cast<std::int32_t>(instructions); }

  Result<void> append(Code& to, const Code& more) {
    written_ += more.size() + 1;
    if (to.size() + more.size() > kMaxProgram || written_ > kMaxWritten)
      return error("the pattern is too large");
    to.insert(to.end(), more.begin(), more.end());
    return {};
  }

  Result<Code> alternatives(int depth) {
    if (depth > kMaxDepth) return error("nested too deeply");
    std::vector<Code> branches;
    std::size_t size = 0;
    do {
      ENI_TRY(branches.emplace_back(), sequence(depth));
      size += branches.back().size() + 2;
      if (size > kMaxProgram) return error("the pattern is too large");
    } while (take(U'|'));
    return either(branches, size - 2);
  }

  /// @param size  of the outcome
  Result<Code> either(const std::vector<Code>& branches, std::size_t size) {
    Code code;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      const bool is_last = i + 1 == branches.size();
      if (!is_last) code.push_back({Op::kSplit, 1, distance(branches[i].size() + 2)});
      ENI_CHECK(append(code, branches[i]));
      if (!is_last) code.push_back({Op::kJump, distance(size - code.size())});
    }
    return code;
  }

  Result<Code> sequence(int depth) {
    Code code;
    while (at_ < text_.size() && !next_is(U'|') && !next_is(U')')) {
      ENI_TRY(const Code once, piece(depth));
      ENI_TRY(const Repeat repeat, repetition());
      ENI_CHECK(append_repeated(code, once, repeat));
    }
    return code;
  }

  Result<Code> piece(int depth) {
    const char32_t c = text_[at_++];
    switch (c) {
      case U'(':
        return group(depth);
      case U'[':
        return bracket();
      case U'.':
        return any_of(within_line());
      case U'^':
        return Code{{Op::kBegin}};
      case U'$':
        return Code{{Op::kLastEnd}};
      case U'*':
      case U'+':
      case U'?':
      case U'{':
        --at_;
        return error(std::string("nothing to repeat before '") + static_cast<char>(c) + "'");
      case U'\\':
        return escaped_piece();
      default:
        return exactly(c);
    }
  }

  static Code exactly(char32_t c) { return {{Op::kCodePoint, static_cast<std::int32_t>(c)}}; }

  Code any_of(CodePointSet set) {
    result_.sets_.push_back(std::move(set));
    return {{Op::kSet, static_cast<std::int32_t>(result_.sets_.size() - 1)}};
  }

  Result<Code> group(int depth) {
    if (next_is(U"?=") || next_is(U"?!")) return look_ahead(depth);
    if (take(U'?') && !take(U':')) ENI_CHECK(group_name());
    return group_content(depth);
  }

  Result<Code> group_content(int depth) {
    ENI_TRY(Code inner, alternatives(depth + 1));
    if (!take(U')')) return error("expected ')'");
    return inner;
  }

  Result<Code> look_ahead(int depth) {
    const Op op = text_[at_ + 1] == U'=' ? Op::kAhead : Op::kNotAhead;
    at_ += 2;
    ENI_TRY(Code inner, group_content(depth));
    inner.push_back({Op::kMatch});
    result_.ahead_.push_back(std::move(inner));
    return Code{{op, static_cast<std::int32_t>(result_.ahead_.size() - 1)}};
  }

  Result<void> group_name() {
    const bool is_named = next_is(U'<') && at_ + 1 < text_.size() && is_letter(text_[at_ + 1]);
    const std::size_t end = is_named ? text_.find(U'>', at_) : text_.npos;
    if (end == text_.npos)
      return error("only (?:…), (?=…), (?!…) and (?<name>…) are supported of the groups that begin with (?");
    at_ = end + 1;
    return {};
  }

  Result<Code> escaped_piece() {
    const std::pair<char32_t, Op> assertions[] = {{U'A', Op::kBegin},
                                                  {U'z', Op::kEnd},
                                                  {U'Z', Op::kLastEnd},
                                                  {U'b', Op::kWordBorder},
                                                  {U'B', Op::kNoWordBorder}};
    for (const auto& [letter, op] : assertions)
      if (take(letter)) return Code{{op}};
    ENI_TRY(const Escape found, escape());
    return found.one ? exactly(*found.one) : any_of(found.set);
  }

  /// Behind the backslash.
  Result<Escape> escape() {
    if (at_ == text_.size()) return error("expected a character after '\\'");
    const char32_t c = text_[at_];
    if (const auto set = letter_class(c)) return ++at_, Escape{{}, *set};
    if (const auto control = control_character(c)) return ++at_, Escape{control, {}};
    if (c == U'p' || c == U'P') return named_class();
    if (c == U'x' || c == U'u') return numbered_character();
    if (is_letter(c) || is_digit(c)) return error("\\" + utf8({&c, 1}) + " is not supported");
    return ++at_, Escape{c, {}};
  }

  Result<Escape> named_class() {
    const bool negated = text_[at_] == U'P';
    const std::size_t end = text_.find(U'}', at_);
    const bool has_name = end != text_.npos && next_is(negated ? U"P{" : U"p{");
    const std::string name = has_name ? utf8(std::u32string_view(text_).substr(at_ + 2, end - at_ - 2)) : "";
    auto set = posix_class(name);
    if (!set) set = unicode_category(name);
    if (!set) return error(std::string(negated ? "\\P{" : "\\p{") + excerpt(name, 32) + "} is not supported");
    at_ = end + 1;
    return Escape{{}, negated ? set->complement() : *set};
  }

  /// \xHH, \uHHHH; two of the latter may be a pair of surrogates.
  Result<Escape> numbered_character() {
    const std::size_t digits = text_[at_] == U'x' ? 2 : 4;
    const auto number = hex_number(at_ + 1, digits);
    if (!number) return error("expected " + std::to_string(digits) + " hexadecimal digits");
    at_ += 1 + digits;
    const bool is_high = *number >= 0xD800 && *number < 0xDC00;
    const auto low = is_high && next_is(U"\\u") ? hex_number(at_ + 2, 4) : std::nullopt;
    if (!low || *low < 0xDC00 || *low > 0xDFFF) return Escape{number, {}};
    at_ += 6;
    return Escape{static_cast<char32_t>(0x10000 + ((*number - 0xD800) << 10U) + (*low - 0xDC00)), {}};
  }

  std::optional<char32_t> hex_number(std::size_t begin, std::size_t digits) const {
    char32_t number = 0;
    for (std::size_t i = begin; i < begin + digits; ++i) {
      const std::size_t digit = i < text_.size()
                                    ? std::u32string_view(U"0123456789abcdefABCDEF").find(text_[i])
                                    : std::u32string_view::npos;
      if (digit == std::u32string_view::npos) return std::nullopt;
      number = number * 16 + static_cast<char32_t>(digit < 16 ? digit : digit - 6);
    }
    return number;
  }

  Result<Code> bracket() {
    const bool negated = take(U'^');
    CodePointSet set;
    for (bool first = true; !next_is(U']') || first; first = false) {
      if (at_ >= text_.size()) return error("expected ']'");
      if (next_is(U'[') || next_is(U"&&")) return error("sets of sets are not supported");
      ENI_TRY(const Escape from, member());
      const bool is_range = from.one && next_is(U'-') && at_ + 1 < text_.size() && text_[at_ + 1] != U']';
      if (is_range) {
        ENI_CHECK(add_range(*from.one, set));
      } else if (from.one) {
        set.add(*from.one);
      } else {
        set.add(from.set);
      }
    }
    ++at_;
    return any_of(negated ? set.complement() : std::move(set));
  }

  Result<Escape> member() {
    if (take(U'\\')) return escape();
    return Escape{text_[at_++], {}};
  }

  Result<void> add_range(char32_t from, CodePointSet& set) {
    const std::size_t dash = at_++;
    if (next_is(U'[')) return error("sets of sets are not supported");
    ENI_TRY(const Escape to, member());
    if (!to.one || *to.one < from) {
      at_ = dash;
      return error("not a range of characters");
    }
    set.add(from, *to.one);
    return {};
  }

  Result<Repeat> repetition() {
    Repeat repeat;
    if (take(U'*')) {
      repeat = {0, kNoEnd};
    } else if (take(U'+')) {
      repeat = {1, kNoEnd};
    } else if (take(U'?')) {
      repeat = {0, 1};
    } else if (take(U'{')) {
      ENI_TRY(repeat, counts());
    } else {
      return repeat;
    }
    if (next_is(U'+')) return error("possessive repetition is not supported");
    take(U'?');  // Lazy or not: what matters is whether the whole value matches.
    return repeat;
  }

  /// n}, n,} or n,m}.
  Result<Repeat> counts() {
    const std::size_t end = text_.find(U'}', at_);
    const std::string range = utf8(std::u32string_view(text_).substr(at_, end == text_.npos ? 0 : end - at_));
    const auto comma = range.find(',');
    const auto min = parse_integer(range.substr(0, comma));
    const bool open = comma != range.npos && comma + 1 == range.size();
    const auto max = comma == range.npos || open ? min : parse_integer(range.substr(comma + 1));
    if (!min || *min < 0 || !max || *max < *min) return error("expected {n}, {n,} or {n,m}");
    at_ = end + 1;
    return Repeat{static_cast<std::size_t>(*min), open ? kNoEnd : static_cast<std::size_t>(*max)};
  }

  Result<void> append_repeated(Code& code, const Code& once, const Repeat& repeat) {
    const std::size_t copies = repeat.max == kNoEnd ? repeat.min : repeat.max;
    if (copies > kMaxProgram) return error("the pattern is too large");
    for (std::size_t i = 0; i < repeat.min; ++i) ENI_CHECK(append(code, once));
    if (repeat.max == kNoEnd) {
      code.push_back({Op::kSplit, 1, distance(once.size() + 2)});
      ENI_CHECK(append(code, once));
      code.push_back({Op::kJump, -distance(once.size() + 1)});
      return {};
    }
    const std::size_t optional = repeat.max - repeat.min;
    for (std::size_t i = 0; i < optional; ++i) {
      code.push_back({Op::kSplit, 1, distance((optional - i) * (once.size() + 1))});
      ENI_CHECK(append(code, once));
    }
    return {};
  }

  std::string_view written_text_;
  std::u32string text_;
  std::size_t at_ = 0;
  std::size_t written_ = 0;
  RegularExpression result_;
};

Result<RegularExpression> RegularExpression::compile(std::string_view text) {
  return RegularExpressionCompiler{text}.run();
}

}  // namespace eni
