#include "base/regular_expression.h"

#include <map>
#include <utility>

namespace eni {
namespace {

bool is_word(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') || c == U'_';
}

}  // namespace

/// One value: all ways through the program at once, one code point after the other.
class RegularExpressionRun {
 public:
  RegularExpressionRun(const RegularExpression& expression, const std::u32string& value, MatchBudget& budget)
      : expression_{expression}, value_{value}, budget_{budget} {}

  Match whole() { return search(expression_.program_, 0, Until::kEnd); }

 private:
  using Op = RegularExpression::Op;
  using Instruction = RegularExpression::Instruction;
  using Code = RegularExpression::Code;
  enum class Until { kEnd, kAnywhere };

  /// The ways through one program.
  struct Threads {
    const Code& program;
    std::size_t round = 1;
    std::vector<std::size_t> seen =
        std::vector<std::size_t>(program.size(), 0);  ///< instruction -> last round
    std::vector<std::uint32_t> open = {};
    std::vector<std::uint32_t> reached = {};
    bool matched = false;
  };

  /// Whether `program` takes the value from `start` to its end, or to anywhere.
  Match search(const Code& program, std::size_t start, Until until) {
    constexpr std::size_t kInstructionsClearedInAStep = 16;
    if (!budget_.take(program.size() / kInstructionsClearedInAStep)) return Match::kTooManySteps;
    Threads threads{program};
    std::size_t position = start;
    if (!follow(threads, 0, position)) return Match::kTooManySteps;
    for (std::vector<std::uint32_t> now; position < value_.size();) {
      if (threads.reached.empty() || (threads.matched && until == Until::kAnywhere)) break;
      now.swap(threads.reached);
      threads.reached.clear();
      threads.matched = false;
      const char32_t c = value_[position++];
      ++threads.round;
      for (const std::uint32_t at : now)
        if (takes(program[at], c) && !follow(threads, at + 1, position)) return Match::kTooManySteps;
    }
    const bool is_there = until == Until::kAnywhere || position == value_.size();
    return threads.matched && is_there ? Match::kYes : Match::kNo;
  }

  bool takes(const Instruction& i, char32_t c) const {
    if (i.op == Op::kCodePoint) return static_cast<char32_t>(i.a) == c;
    return expression_.sets_[static_cast<std::size_t>(i.a)].contains(c);
  }

  /// Notes all that can be reached from `start` without taking a code point. False: out of steps.
  bool follow(Threads& threads, std::uint32_t start, std::size_t position) {
    threads.open.assign(1, start);
    while (!threads.open.empty()) {
      const std::uint32_t at = threads.open.back();
      threads.open.pop_back();
      if (!budget_.take()) return false;
      if (std::exchange(threads.seen[at], threads.round) == threads.round) continue;
      if (!step(threads, at, position)) return false;
    }
    return true;
  }

  bool step(Threads& threads, std::uint32_t at, std::size_t position) {
    const Instruction& i = threads.program[at];
    const auto target = [at](std::int32_t by) {
      return static_cast<std::uint32_t>(static_cast<std::int64_t>(at) + by);
    };
    switch (i.op) {
      case Op::kCodePoint:
      case Op::kSet:
        threads.reached.push_back(at);
        return true;
      case Op::kMatch:
        threads.matched = true;
        return true;
      case Op::kSplit:
        threads.open.push_back(target(i.b));
        threads.open.push_back(target(i.a));
        return true;
      case Op::kJump:
        threads.open.push_back(target(i.a));
        return true;
      default:
        break;
    }
    const Match assertion = holds(i, position);
    if (assertion == Match::kYes) threads.open.push_back(at + 1);
    return assertion != Match::kTooManySteps;
  }

  Match holds(const Instruction& assertion, std::size_t position) {
    const std::size_t left = value_.size() - position;
    const auto answer = [](bool yes) { return yes ? Match::kYes : Match::kNo; };
    switch (assertion.op) {
      case Op::kBegin:
        return answer(position == 0);
      case Op::kEnd:
        return answer(left == 0);
      case Op::kLastEnd:
        return answer(left == 0 || (left == 1 && value_.back() == U'\n'));
      case Op::kAhead:
      case Op::kNotAhead: {
        const Match found = ahead(static_cast<std::size_t>(assertion.a), position);
        if (found == Match::kTooManySteps) return found;
        return answer((found == Match::kYes) == (assertion.op == Op::kAhead));
      }
      default:
        return answer(at_word_border(position) == (assertion.op == Op::kWordBorder));
    }
  }

  /// What lies ahead depends on the place only, not on the way to it.
  Match ahead(std::size_t index, std::size_t position) {
    // In time, compared with following one instruction: a look into a map; a search's own lists and its entry there.
    constexpr std::size_t kKnownSteps = 8;
    constexpr std::size_t kSearchSteps = 64;
    if (!budget_.take(kKnownSteps)) return Match::kTooManySteps;
    const auto known = ahead_.find({index, position});
    if (known != ahead_.end()) return known->second;
    if (!budget_.take(kSearchSteps)) return Match::kTooManySteps;
    const Match found = search(expression_.ahead_[index], position, Until::kAnywhere);
    return ahead_[{index, position}] = found;
  }

  bool at_word_border(std::size_t position) const {
    const bool before = position > 0 && is_word(value_[position - 1]);
    const bool after = position < value_.size() && is_word(value_[position]);
    return before != after;
  }

  const RegularExpression& expression_;
  const std::u32string& value_;
  MatchBudget& budget_;
  std::map<std::pair<std::size_t, std::size_t>, Match> ahead_;
};

Match RegularExpression::matches(std::string_view value, MatchBudget& budget) const {
  return RegularExpressionRun{*this, code_points(value), budget}.whole();
}

}  // namespace eni
