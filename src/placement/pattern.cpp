#include "placement/pattern.h"

#include <cctype>
#include <limits>
#include <optional>
#include <string>

#include "base/text.h"

namespace eni::placement {
namespace {

using Set = std::bitset<256>;
constexpr std::size_t kMaxProgram = 20'000;  ///< instructions: `(a{1000}){1000}` is refused
constexpr int kMaxDepth = 200;

template <class Is>
Set set_where(Is is) {
  Set set;
  for (int c = 0; c < 128; ++c) {
    if (is(c)) set.set(static_cast<std::size_t>(c));
  }
  return set;
}

/// Of \d, \w, … ; nothing if `letter` names no class.
std::optional<Set> named_set(char letter) {
  const bool negated = std::isupper(static_cast<unsigned char>(letter)) != 0;
  Set set;
  switch (std::tolower(static_cast<unsigned char>(letter))) {
    case 'd':
      set = set_where([](int c) { return std::isdigit(c) != 0; });
      break;
    case 'w':
      set = set_where([](int c) { return std::isalnum(c) != 0 || c == '_'; });
      break;
    case 's':
      set = set_where([](int c) { return std::isspace(c) != 0; });
      break;
    default:
      return std::nullopt;
  }
  return negated ? ~set : set;
}

Set just(char c) { return Set{}.set(static_cast<unsigned char>(c)); }

}  // namespace

/// Recursive descent; each piece appends its instructions. Repeated pieces are copied.
class PatternCompiler {
 public:
  explicit PatternCompiler(std::string_view text) : text_{text} {}

  Result<Pattern> run() {
    ENI_CHECK(alternatives(0));
    if (at_ < text_.size()) return error("')' without '('");
    emit({Pattern::Op::kMatch});
    return std::move(pattern_);
  }

 private:
  using Op = Pattern::Op;
  using Instruction = Pattern::Instruction;
  using Code = std::vector<Instruction>;
  struct Repeat {
    std::size_t least = 1;
    std::size_t most = 1;
  };
  static constexpr std::size_t kNoEnd = std::numeric_limits<std::size_t>::max();

  Code& code() { return pattern_.program_; }
  std::uint32_t here() { return static_cast<std::uint32_t>(code().size()); }
  void emit(Instruction i) { code().push_back(i); }
  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) { return next_is(c) ? (++at_, true) : false; }
  Error error(const std::string& what) const {
    return {"pattern '" + std::string(text_) + "', position " + std::to_string(at_ + 1) + ": " + what, ""};
  }

  Result<void> alternatives(int depth) {
    if (depth > kMaxDepth) return error("nested too deeply");
    const std::uint32_t start = here();
    std::vector<std::uint32_t> ends;
    ENI_CHECK(sequence(depth));
    while (take('|')) {
      insert(start, {Op::kSplit, start + 1, here() + 2});
      for (std::uint32_t& end : ends) ++end;
      ends.push_back(here());
      emit({Op::kJump});
      ENI_CHECK(sequence(depth));
    }
    for (const std::uint32_t end : ends) code()[end].a = here();
    return {};
  }

  Result<void> sequence(int depth) {
    while (at_ < text_.size() && !next_is('|') && !next_is(')')) {
      const std::uint32_t start = here();
      ENI_CHECK(piece(depth));
      ENI_TRY(const Repeat repeat, repetition());
      ENI_CHECK(apply(repeat, start));
      if (code().size() > kMaxProgram) return error("the pattern is too large");
    }
    return {};
  }

  /// Makes room at `where`: what jumps behind it jumps one further.
  void insert(std::uint32_t where, Instruction instruction) {
    code().insert(code().begin() + where, Instruction{});
    for (std::size_t i = where + 1; i < code().size(); ++i) shift(code()[i], 1);
    code()[where] = instruction;
  }

  static void shift(Instruction& i, std::uint32_t by) {
    if (i.op == Op::kSplit || i.op == Op::kJump) i.a += by;
    if (i.op == Op::kSplit) i.b += by;
  }

  Result<void> piece(int depth) {
    const char c = text_[at_++];
    switch (c) {
      case '(':
        if (take('?') && !take(':')) return error("only (?:…) is supported of the groups that begin with (?");
        ENI_CHECK(alternatives(depth + 1));
        if (!take(')')) return error("expected ')'");
        return {};
      case '[':
        return bracket();
      case '.': {
        Set any;
        any.set();
        return byte(any & ~just('\n') & ~just('\r'));
      }
      case '^':
        emit({Op::kBegin});
        return {};
      case '$':
        emit({Op::kEnd});
        return {};
      case '*':
      case '+':
      case '?':
      case '{':
        --at_;
        return error(std::string("nothing to repeat before '") + c + "'");
      case '\\': {
        ENI_TRY(const Set set, escape());
        return byte(set);
      }
      default:
        return byte(just(c));
    }
  }

  Result<void> byte(const Set& set) {
    emit({Op::kByte, static_cast<std::uint32_t>(pattern_.sets_.size())});
    pattern_.sets_.push_back(set);
    return {};
  }

  Result<Set> escape() {
    if (at_ == text_.size()) return error("expected a character after '\\'");
    const char c = text_[at_];
    if (const auto set = named_set(c)) return ++at_, *set;
    if (c == 't' || c == 'n' || c == 'r') return ++at_, just(c == 't' ? '\t' : c == 'n' ? '\n' : '\r');
    if (std::isalnum(static_cast<unsigned char>(c)))
      return error(std::string("\\") + c + " is not supported");
    return ++at_, just(c);
  }

  Result<void> bracket() {
    const bool negated = take('^');
    Set set;
    bool first = true;
    while (!next_is(']') || first) {
      if (at_ >= text_.size()) return error("expected ']'");
      if (next_is('[') || text_.substr(at_).starts_with("&&")) return error("sets of sets are not supported");
      first = false;
      const char from = text_[at_++];
      if (from == '\\') {
        ENI_TRY(const Set escaped, escape());
        set |= escaped;
      } else if (next_is('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        const char to = text_[at_ + 1];
        if (to < from || to == '\\') return error("not a range of characters");
        for (int c = from; c <= to; ++c) set.set(static_cast<unsigned char>(c));
        at_ += 2;
      } else {
        set |= just(from);
      }
    }
    ++at_;
    return byte(negated ? ~set : set);
  }

  Result<Repeat> repetition() {
    Repeat repeat;
    if (take('*')) {
      repeat = {0, kNoEnd};
    } else if (take('+')) {
      repeat = {1, kNoEnd};
    } else if (take('?')) {
      repeat = {0, 1};
    } else if (take('{')) {
      const std::size_t end = text_.find('}', at_);
      const auto range = text_.substr(at_, end == text_.npos ? 0 : end - at_);
      const auto comma = range.find(',');
      const auto least = parse_integer(range.substr(0, comma));
      const auto most = comma == range.npos ? least : parse_integer(range.substr(comma + 1));
      const bool open = comma != range.npos && comma + 1 == range.size();
      if (!least || *least < 0 || *least > 1000 || (!open && (!most || *most < *least || *most > 1000))) {
        return error("expected {n}, {n,} or {n,m} with numbers up to 1000");
      }
      repeat = {static_cast<std::size_t>(*least), open ? kNoEnd : static_cast<std::size_t>(*most)};
      at_ = end + 1;
    } else {
      return repeat;
    }
    if (next_is('+')) return error("possessive repetition is not supported");
    take('?');  // Lazy or not: what matters is whether the whole value matches.
    return repeat;
  }

  /// The code from `start` on, as often as it may be.
  Result<void> apply(const Repeat& repeat, std::uint32_t start) {
    if (repeat.least == 1 && repeat.most == 1) return {};
    const Code once(code().begin() + start, code().end());
    const std::size_t copies = repeat.most == kNoEnd ? repeat.least + 1 : repeat.most;
    if (code().size() + copies * (once.size() + 2) > kMaxProgram) return error("the pattern is too large");
    code().resize(start);
    for (std::size_t i = 0; i < repeat.least; ++i) copy(once, start);
    const auto size = static_cast<std::uint32_t>(once.size());
    if (repeat.most == kNoEnd) {
      const std::uint32_t loop = here();
      emit({Op::kSplit, loop + 1, loop + size + 2});
      copy(once, start);
      emit({Op::kJump, loop});
    } else {
      const auto optional = static_cast<std::uint32_t>(repeat.most - repeat.least);
      const std::uint32_t end = here() + optional * (size + 1);
      for (std::uint32_t i = 0; i < optional; ++i) {
        emit({Op::kSplit, here() + 1, end});
        copy(once, start);
      }
    }
    return {};
  }

  void copy(const Code& once, std::uint32_t start) {
    const std::uint32_t by = here() - start;
    for (Instruction i : once) {
      shift(i, by);
      emit(i);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Pattern pattern_;
};

Result<Pattern> Pattern::compile(std::string_view text) { return PatternCompiler{text}.run(); }

bool Pattern::matches(std::string_view value) const {
  std::vector<std::uint32_t> now, next, open;
  std::vector<std::size_t> seen(program_.size(), 0);
  bool matched = false;
  std::size_t round = 0;
  const auto follow = [&](std::uint32_t start, std::size_t position, std::vector<std::uint32_t>& to) {
    open.assign(1, start);
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      if (std::exchange(seen[at], round) == round) continue;
      const Instruction& i = program_[at];
      if (i.op == Op::kByte) to.push_back(at);
      if (i.op == Op::kMatch) matched = position == value.size();
      if (i.op == Op::kSplit || i.op == Op::kJump) open.push_back(i.a);
      if (i.op == Op::kSplit) open.push_back(i.b);
      if (i.op == Op::kBegin && position == 0) open.push_back(at + 1);
      if (i.op == Op::kEnd && position == value.size()) open.push_back(at + 1);
    }
  };
  ++round;
  follow(0, 0, now);
  for (std::size_t position = 0; position < value.size() && !now.empty(); ++position) {
    ++round;
    next.clear();
    for (const std::uint32_t at : now) {
      if (sets_[program_[at].a].test(static_cast<unsigned char>(value[position])))
        follow(at + 1, position + 1, next);
    }
    now.swap(next);
  }
  return matched;
}

}  // namespace eni::placement
