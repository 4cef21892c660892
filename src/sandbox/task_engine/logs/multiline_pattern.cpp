#include "sandbox/task_engine/logs/multiline_pattern.h"

#include "base/excerpt.h"

namespace eni::sandbox::task_engine {
namespace {

/// A millisecond or two of each line.
constexpr std::size_t kStepsOfALine = 200'000;

struct Directive {
  char letter;
  const char* pattern;
};

constexpr Directive kDirectives[] = {
    {'%', "%"},
    {'A', "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"},
    {'a', "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"},
    {'B', "(?:January|February|March|April|May|June|July|August|September|October|November|December)"},
    {'b', "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"},
    {'d', "(?:0[1-9]|[12][0-9]|3[01])"},
    {'f', "[0-9]{6}"},
    {'H', "(?:[01][0-9]|2[0-3])"},
    {'I', "(?:0[0-9]|1[0-2])"},
    {'j', "(?:[0-2][0-9][0-9]|3[0-5][0-9]|36[0-6])"},
    {'L', "\\.[0-9]{3}"},
    {'M', "[0-5][0-9]"},
    {'m', "(?:0[1-9]|1[0-2])"},
    {'p', "[AP]M"},
    {'S', "[0-5][0-9]"},
    {'w', "[0-6]"},
    {'Y', "[0-9]{4}"},
    {'y', "[0-9]{2}"},
    {'Z', "[A-Z]{1,4}T"},
    {'z', "[+-][0-9]{4}"},
};

const char* find_directive(char letter) {
  for (const Directive& directive : kDirectives)
    if (directive.letter == letter) return directive.pattern;
  return nullptr;
}

}  // namespace

Result<MultilinePattern> MultilinePattern::compile(const std::string& pattern) {
  const auto refused = [&](const Error& error) {
    return Error{
        "awslogs could not parse multiline pattern key \"" + excerpt(pattern) + "\": " + error.message, ""};
  };
  // By itself first: what it leaves open must not end what is put around it.
  const auto alone = RegularExpression::compile(pattern);
  if (!alone) return refused(alone.error());
  auto anywhere = RegularExpression::compile("[\\s\\S]*?(?:" + pattern + ")[\\s\\S]*");
  if (!anywhere) return refused(anywhere.error());
  return MultilinePattern{*std::move(anywhere)};
}

Match MultilinePattern::begins_event(std::string_view line) const {
  MatchBudget budget{kStepsOfALine};
  return expression_.matches(line.substr(0, kMaxLookedAt), budget);
}

Result<std::string> datetime_pattern(std::string_view format) {
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out.push_back(format[i]);
      continue;
    }
    const char* pattern = i + 1 < format.size() ? find_directive(format[i + 1]) : nullptr;
    if (!pattern)
      return Error{"awslogs-datetime-format: " + excerpt(format.substr(i, 2)) + " is not supported", ""};
    out += pattern;
    ++i;
  }
  return out;
}

}  // namespace eni::sandbox::task_engine
