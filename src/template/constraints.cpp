#include "template/constraints.h"

#include <boost/regex.hpp>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "base/text.h"
#include "template/scalar.h"

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

/// Java's names of POSIX classes (\p{Alnum}) in Boost's spelling (\p{alnum}).
std::string java_pattern(std::string pattern) {
  for (const std::string_view name : {"Lower", "Upper", "Alpha", "Digit", "Alnum", "Punct", "Graph", "Print",
                                      "Blank", "Cntrl", "XDigit", "Space"})
    for (const std::string_view escape : {"\\p{", "\\P{"}) {
      const std::string from = std::string(escape) + std::string(name) + "}";
      pattern = replace_all(pattern, from, std::string(escape) + to_lower(name) + "}");
    }
  return pattern;
}

enum class Match { kYes, kNo, kBadPattern };

/// The whole text must match. A pattern that backtracks without end counts as bad.
Match matches(const std::string& pattern, const std::string& text) {
  try {
    return boost::regex_match(text, boost::regex(java_pattern(pattern), boost::regex::perl)) ? Match::kYes
                                                                                             : Match::kNo;
  } catch (const std::runtime_error&) {
    return Match::kBadPattern;
  }
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

std::string text_fault(const Parameter& parameter, const std::string& text) {
  const auto length = static_cast<long long>(character_count(text));
  if (parameter.min_length && length < *parameter.min_length)
    return "must contain at least " + std::to_string(*parameter.min_length) + " characters";
  if (parameter.max_length && length > *parameter.max_length)
    return "must contain at most " + std::to_string(*parameter.max_length) + " characters";
  if (!parameter.allowed_pattern.empty() && matches(parameter.allowed_pattern, text) != Match::kYes)
    return "must match pattern " + parameter.allowed_pattern;
  return {};
}

std::string fault(const Parameter& parameter, const std::string& item) {
  const auto& allowed = parameter.allowed_values;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), item) == allowed.end())
    return "must be one of AllowedValues";
  const bool is_number = parameter.type == "Number" || parameter.type == "List<Number>";
  return is_number ? number_fault(parameter, item) : text_fault(parameter, item);
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string& item : split(text, ',')) items.emplace_back(trim(item));
  return items;
}

TemplateResult<void> check_constraints(const Parameter& parameter, const std::string& text) {
  const std::string subject = "Parameter '" + parameter.name + "' ";
  if (!parameter.allowed_pattern.empty() && matches(parameter.allowed_pattern, "") == Match::kBadPattern)
    return TemplateError{subject + "AllowedPattern must be a valid regular expression.", parameter.position};
  const bool by_item = parameter.is_list() && !parameter.is_ssm_value();
  for (const std::string& item : by_item ? split_list(text) : std::vector<std::string>{text}) {
    const std::string wrong = fault(parameter, item);
    if (wrong.empty()) continue;
    if (parameter.constraint_description.empty()) return TemplateError{subject + wrong, parameter.position};
    return TemplateError{subject + "failed to satisfy constraint: " + parameter.constraint_description,
                         parameter.position};
  }
  return {};
}

}  // namespace eni::tmpl
