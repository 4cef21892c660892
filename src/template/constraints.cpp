#include "template/constraints.h"

#include <charconv>
#include <cmath>
#include <unordered_set>

#include "base/text.h"
#include "template/scalar.h"
#include "template/sections.h"

namespace eni::tmpl {
namespace {

std::optional<double> number_of(std::string_view text) {
  text = trim(text);
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// 5 as "5", 1.5 as "1.5".
std::string limit_text(double value) {
  const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
  return whole ? std::to_string(static_cast<long long>(value)) : number_text(value);
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// What is wrong with one item, as the end of "Parameter 'X' …"; empty if nothing is.
std::string number_fault(const Parameter& parameter, const std::string& text) {
  const auto number = number_of(text);
  if (!number) return "must be a number";
  if (parameter.min_value && *number < *parameter.min_value)
    return "must be a number not less than " + limit_text(*parameter.min_value);
  if (parameter.max_value && *number > *parameter.max_value)
    return "must be a number not greater than " + limit_text(*parameter.max_value);
  return {};
}

/// One parameter's checks, prepared for all items of its list.
class Checker {
 public:
  Checker(const Parameter& parameter, std::optional<RegularExpression> pattern, MatchBudget& budget)
      : parameter_(parameter),
        pattern_(std::move(pattern)),
        budget_(budget),
        allowed_(parameter.allowed_values.begin(), parameter.allowed_values.end()) {}

  /// As number_fault.
  std::string fault(const std::string& item) const {
    if (!allowed_.empty() && allowed_.count(item) == 0) return "must be one of AllowedValues";
    const bool is_number = parameter_.type == "Number" || parameter_.type == "List<Number>";
    return is_number ? number_fault(parameter_, item) : text_fault(item);
  }

 private:
  std::string text_fault(const std::string& text) const {
    const auto length = static_cast<long long>(character_count(text));
    if (parameter_.min_length && length < *parameter_.min_length)
      return "must contain at least " + std::to_string(*parameter_.min_length) + " characters";
    if (parameter_.max_length && length > *parameter_.max_length)
      return "must contain at most " + std::to_string(*parameter_.max_length) + " characters";
    if (!pattern_) return {};
    switch (pattern_->matches(text, budget_)) {
      case Match::kYes:
        return {};
      case Match::kNo:
        return "must match pattern " + parameter_.allowed_pattern;
      case Match::kTooManySteps:
        break;
    }
    return "takes too many steps to match against pattern " + parameter_.allowed_pattern;
  }

  const Parameter& parameter_;
  std::optional<RegularExpression> pattern_;
  MatchBudget& budget_;
  std::unordered_set<std::string_view> allowed_;
};

/// Nothing without an AllowedPattern.
TemplateResult<std::optional<RegularExpression>> pattern_of(const Parameter& parameter) {
  if (parameter.allowed_pattern.empty()) return std::optional<RegularExpression>();
  auto compiled = RegularExpression::compile(parameter.allowed_pattern);
  if (compiled.has_error())
    return TemplateError{"Parameter '" + parameter.name +
                             "' AllowedPattern must be a valid regular expression. (" +
                             compiled.error().message + ")",
                         parameter.position};
  return std::optional<RegularExpression>(std::move(*compiled));
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string& item : split(text, ',')) items.emplace_back(trim(item));
  return items;
}

TemplateResult<void> check_constraints(const Parameter& parameter, const std::string& text,
                                       MatchBudget& budget) {
  const std::string subject = "Parameter '" + parameter.name + "' ";
  if (text.size() > kMaxParameterBytes)
    return TemplateError{subject + "must not be longer than " + std::to_string(kMaxParameterBytes) + " bytes",
                         parameter.position};
  ENI_TRY(auto pattern, pattern_of(parameter));
  const Checker checker(parameter, std::move(pattern), budget);
  const bool by_item = parameter.is_list() && !parameter.is_ssm_value();
  for (const std::string& item : by_item ? split_list(text) : std::vector<std::string>{text}) {
    const std::string wrong = checker.fault(item);
    if (wrong.empty()) continue;
    if (parameter.constraint_description.empty()) return TemplateError{subject + wrong, parameter.position};
    return TemplateError{subject + "failed to satisfy constraint: " + parameter.constraint_description,
                         parameter.position};
  }
  return {};
}

}  // namespace eni::tmpl
