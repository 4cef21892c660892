#include "sandbox/services/events/pattern.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::events_service {
namespace {

constexpr std::string_view kOperators[] = {
    "anything-but", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"};
constexpr std::string_view kComparisons[] = {"=", "<", "<=", ">", ">="};

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

// ---- what a pattern may be --------------------------------------------------------------------------------

std::string problem_of_operator(const json::object& expression) {
  if (expression.size() != 1) return "Only one key allowed in match expression";
  const std::string_view name = expression.begin()->key();
  const json::value& operand = expression.begin()->value();
  if (name == "cidr") return "cidr is not supported by the sandbox";
  if (!is_one_of(kOperators, name)) return "Unrecognized match type " + std::string(name);
  if (name == "exists" && !operand.is_bool()) return "exists match pattern must be either true or false.";
  if (name == "numeric") {
    const json::array* list = operand.if_array();
    if (!list || list->empty() || list->size() % 2 != 0 || list->size() > 4)
      return "Invalid numeric match: should have one or two comparisons";
    for (std::size_t i = 0; i < list->size(); i += 2)
      if (!is_one_of(kComparisons, as_text((*list)[i])) || !(*list)[i + 1].is_number())
        return "Unrecognized numeric range operator";
  }
  return {};
}

std::string problem_of(const json::object& pattern);

std::string problem_of_leaf(const json::array& values) {
  if (values.empty()) return "Empty arrays are not allowed";
  for (const json::value& value : values) {
    if (value.is_array()) return "Match value must be String, number, true, false, or null";
    if (const json::object* expression = value.if_object())
      if (std::string problem = problem_of_operator(*expression); !problem.empty()) return problem;
  }
  return {};
}

std::string problem_of_alternatives(const json::array& alternatives) {
  if (alternatives.size() < 2) return "There must be more than one object in the $or array";
  for (const json::value& one : alternatives) {
    if (!one.is_object()) return "$or must be an array of objects";
    if (std::string problem = problem_of(one.get_object()); !problem.empty()) return problem;
  }
  return {};
}

std::string problem_of(const json::object& pattern) {
  if (pattern.empty()) return "Empty objects are not allowed";
  for (const auto& [name, value] : pattern) {
    std::string problem;
    if (value.is_object()) {
      problem = problem_of(value.get_object());
    } else if (!value.is_array()) {
      problem = "\"" + std::string(name) + "\" must be an object or an array";
    } else if (name == "$or") {
      problem = problem_of_alternatives(value.get_array());
    } else {
      problem = problem_of_leaf(value.get_array());
    }
    if (!problem.empty()) return problem;
  }
  return {};
}

// ---- whether it matches -----------------------------------------------------------------------------------

bool are_equal(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  return a == b;
}

/// '*' is any text. Goes back to the last '*' only, so long texts cost little.
bool matches_wildcard(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t in_text = 0;
  std::size_t star = std::string_view::npos;
  std::size_t tried = 0;
  while (in_text < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      tried = in_text;
    } else if (at < pattern.size() && pattern[at] == text[in_text]) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_text = ++tried;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool matches_text(std::string_view name, std::string_view wanted, std::string_view text) {
  if (name == "prefix") return text.starts_with(wanted);
  if (name == "suffix") return text.ends_with(wanted);
  if (name == "equals-ignore-case") return iequals(text, wanted);
  return matches_wildcard(wanted, text);
}

bool compares(std::string_view comparison, double value, double limit) {
  if (comparison == "=") return value == limit;
  if (comparison == "<") return value < limit;
  if (comparison == "<=") return value <= limit;
  if (comparison == ">") return value > limit;
  return value >= limit;
}

bool matches_numeric(const json::array& comparisons, const json::value& value) {
  if (!value.is_number()) return false;
  for (std::size_t i = 0; i + 1 < comparisons.size(); i += 2)
    if (!compares(as_text(comparisons[i]), value.to_number<double>(), comparisons[i + 1].to_number<double>()))
      return false;
  return true;
}

bool matches_one(const json::value& wanted, const json::value& value);

/// `operand` is a text, a list of them, or with prefix and suffix one that ignores case.
bool matches_any_text(std::string_view name, const json::value& operand, const json::value& value) {
  if (!value.is_string()) return false;
  if (const json::array* list = operand.if_array())
    return std::ranges::any_of(*list,
                               [&](const json::value& one) { return matches_any_text(name, one, value); });
  if (operand.is_object())
    return matches_text(name, to_lower(text_at(operand, "equals-ignore-case")), to_lower(as_text(value)));
  return matches_text(name, as_text(operand), as_text(value));
}

bool matches_anything_but(const json::value& operand, const json::value& value) {
  if (const json::array* list = operand.if_array())
    return std::ranges::none_of(*list, [&](const json::value& one) { return are_equal(one, value); });
  if (const json::object* expression = operand.if_object())
    return !matches_any_text(expression->begin()->key(), expression->begin()->value(), value);
  return !are_equal(operand, value);
}

/// A value of the event that is there.
bool matches_one(const json::value& wanted, const json::value& value) {
  const json::object* expression = wanted.if_object();
  if (!expression) return are_equal(wanted, value);
  const std::string_view name = expression->begin()->key();
  const json::value& operand = expression->begin()->value();
  if (name == "exists") return operand.get_bool();
  if (name == "anything-but") return matches_anything_but(operand, value);
  if (name == "numeric") return matches_numeric(operand.get_array(), value);
  return matches_any_text(name, operand, value);
}

bool is_about_absence(const json::value& wanted) {
  const json::object* expression = wanted.if_object();
  const json::value* exists = expression ? find(*expression, "exists") : nullptr;
  return exists && !exists->get_bool();
}

/// @param value  null if the event has no such member
bool matches_leaf(const json::array& wanted, const json::value* value) {
  const json::array* list = value ? value->if_array() : nullptr;
  if (!value || (list && list->empty())) return std::ranges::any_of(wanted, is_about_absence);
  return std::ranges::any_of(wanted, [&](const json::value& one) {
    if (!list) return matches_one(one, *value);
    return std::ranges::any_of(*list, [&](const json::value& element) { return matches_one(one, element); });
  });
}

bool matches_object(const json::object& pattern, const json::object& event);

bool matches_within(const json::object& pattern, const json::value* value) {
  if (const json::array* list = value ? value->if_array() : nullptr)
    return std::ranges::any_of(*list, [&](const json::value& one) { return matches_within(pattern, &one); });
  return matches_object(pattern, value && value->is_object() ? value->get_object() : json::object{});
}

bool matches_object(const json::object& pattern, const json::object& event) {
  return std::ranges::all_of(pattern, [&](const auto& member) {
    if (member.key() == "$or")
      return std::ranges::any_of(member.value().get_array(), [&](const json::value& one) {
        return matches_object(one.get_object(), event);
      });
    const json::value* value = find(event, member.key());
    if (const json::array* leaf = member.value().if_array()) return matches_leaf(*leaf, value);
    return matches_within(member.value().get_object(), value);
  });
}

}  // namespace

Result<EventPattern> EventPattern::parse(std::string_view text) {
  auto value = parse_json(text);
  if (value.has_error()) return Error{"Event pattern is not valid JSON", ""};
  if (!value->is_object()) return Error{"Filter is not an object", ""};
  if (std::string problem = problem_of(value->get_object()); !problem.empty())
    return Error{std::move(problem), ""};
  return EventPattern{std::move(value->get_object())};
}

bool EventPattern::matches(const json::object& event) const { return matches_object(pattern_, event); }

}  // namespace eni::sandbox::events_service
