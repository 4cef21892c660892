#include "sandbox/gateway/constraints.h"

#include "base/text.h"

namespace eni::sandbox {
namespace {

/// AWS names members with a small first letter here, whatever the wire says.
std::string member_name(std::string_view name) {
  std::string member{name};
  if (!member.empty() && member[0] >= 'A' && member[0] <= 'Z')
    member[0] = static_cast<char>(member[0] - 'A' + 'a');
  return member;
}

std::string at(std::string_view member) {
  return " at '" + member_name(member) + "' failed to satisfy constraint: ";
}

}  // namespace

bool is_iam_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return word || std::string_view{"+=,.@-"}.find(c) != std::string_view::npos;
  });
}

void ConstraintChecker::add(std::string_view member, const std::string& value,
                            const std::string& constraint) {
  violations_.push_back("Value '" + value + "'" + at(member) + constraint);
}

void ConstraintChecker::add_null(std::string_view member) {
  violations_.push_back("Value null" + at(member) + "Member must not be null");
}

void ConstraintChecker::check_text(std::string_view member, const std::string& value,
                                   const TextConstraint& constraint) {
  if (value.size() < constraint.min)
    add(member, value, "Member must have length greater than or equal to " + std::to_string(constraint.min));
  if (value.size() > constraint.max)
    add(member, value, "Member must have length less than or equal to " + std::to_string(constraint.max));
  if (constraint.matches != nullptr && !constraint.matches(value))
    add(member, value, "Member must satisfy regular expression pattern: " + std::string{constraint.pattern});
}

std::optional<std::string> ConstraintChecker::text(std::string_view name, const TextConstraint& constraint) {
  auto value = params_.text(name);
  if (value) check_text(name, *value, constraint);
  return value;
}

std::string ConstraintChecker::required_text(std::string_view name, const TextConstraint& constraint) {
  const auto value = text(name, constraint);
  if (!value) add_null(name);
  return value.value_or("");
}

std::optional<long long> ConstraintChecker::integer(std::string_view name, long long min, long long max) {
  const auto value = params_.text(name);
  if (!value) return std::nullopt;
  const auto number = parse_integer(*value);
  if (!number) {
    add(name, *value, "Member must be an integer");
  } else if (*number < min) {
    add(name, *value, "Member must have value greater than or equal to " + std::to_string(min));
  } else if (*number > max) {
    add(name, *value, "Member must have value less than or equal to " + std::to_string(max));
  }
  return number;
}

std::optional<std::string> ConstraintChecker::one_of(std::string_view name,
                                                     const std::vector<std::string_view>& allowed) {
  auto value = params_.text(name);
  if (value) check_one_of(name, *value, allowed);
  return value;
}

void ConstraintChecker::check_one_of(std::string_view member, const std::string& value,
                                     const std::vector<std::string_view>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
  std::string list;
  for (const std::string_view one : allowed) list.append(list.empty() ? "" : ", ").append(one);
  add(member, value, "Member must satisfy enum value set: [" + list + "]");
}

aws::ApiResult<void> ConstraintChecker::check() const {
  if (violations_.empty()) return {};
  return aws::validation_error(std::to_string(violations_.size()) + " validation error" +
                               (violations_.size() == 1 ? "" : "s") +
                               " detected: " + join(violations_, "; "));
}

}  // namespace eni::sandbox
