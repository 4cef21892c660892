#include "sandbox/services/cloudformation/engine/stack_policy.h"

#include <algorithm>

#include "base/json.h"
#include "iam/pattern.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kActions[] = {"Update:Modify", "Update:Replace", "Update:Delete"};
constexpr std::string_view kResourcePrefix = "LogicalResourceId/";

/// A text, or a list of texts.
std::vector<std::string> texts_of(const json::value& value) {
  if (value.is_string()) return {as_text(value)};
  std::vector<std::string> texts;
  if (!value.is_array()) return texts;
  for (const json::value& element : value.get_array()) texts.push_back(as_text(element));
  return texts;
}

bool matches_any(const json::value& patterns, std::string_view text) {
  const std::vector<std::string> all = texts_of(patterns);
  return std::any_of(all.begin(), all.end(),
                     [text](const std::string& pattern) { return iam::matches_wildcards(pattern, text); });
}

/// Action and NotAction, Resource and NotResource.
bool covers(const json::object& statement, std::string_view member, std::string_view text) {
  if (const json::value* wanted = find(statement, member)) return matches_any(*wanted, text);
  const json::value* others = find(statement, "Not" + std::string(member));
  return others && !matches_any(*others, text);
}

/// ResourceType is the one key that there is.
bool holds(const json::object& conditions, std::string_view resource_type) {
  for (const auto& [name, keys] : conditions) {
    const json::value* wanted = keys.is_object() ? find(keys.get_object(), "ResourceType") : nullptr;
    const bool is_negated = name.find("Not") != std::string_view::npos;
    if (!wanted || matches_any(*wanted, resource_type) == is_negated) return false;
  }
  return true;
}

bool applies(const json::object& statement, const PolicedChange& change) {
  const std::string resource = std::string(kResourcePrefix) + std::string(change.logical_id);
  return covers(statement, "Action", change.action) && covers(statement, "Resource", resource) &&
         holds(object_at(statement, "Condition"), change.resource_type);
}

std::vector<json::object> statements_of(const json::object& policy) {
  std::vector<json::object> statements;
  if (const json::value* list = find(policy, "Statement")) {
    if (const json::object* only = list->if_object()) return {*only};
    if (const json::array* all = list->if_array())
      for (const json::value& statement : *all)
        if (statement.is_object()) statements.push_back(statement.get_object());
  }
  return statements;
}

std::string told(std::string_view why, const PolicedChange& change) {
  return "Action denied by stack policy: " + std::string(why) + " [" + std::string(change.action) +
         "] for resource [" + std::string(kResourcePrefix) + std::string(change.logical_id) + "]";
}

bool is_action(const std::string& pattern) {
  return std::any_of(std::begin(kActions), std::end(kActions),
                     [&pattern](std::string_view action) { return iam::matches_wildcards(pattern, action); });
}

bool is_resource(const std::string& pattern) {
  return pattern == "*" || pattern.starts_with(kResourcePrefix);
}

/// One of `member` and its negation, and all texts of it as `is_valid` wants them.
bool is_one_of(const json::object& statement, const std::string& member,
               bool (*is_valid)(const std::string&)) {
  const json::value* value = find(statement, member);
  const json::value* negation = find(statement, "Not" + member);
  if ((value == nullptr) == (negation == nullptr)) return false;
  const std::vector<std::string> texts = texts_of(value ? *value : *negation);
  return !texts.empty() && std::all_of(texts.begin(), texts.end(), is_valid);
}

bool are_conditions(const json::object& conditions) {
  static constexpr std::string_view kOperators[] = {"StringEquals", "StringLike", "StringNotEquals",
                                                    "StringNotLike"};
  return std::all_of(conditions.begin(), conditions.end(), [](const auto& condition) {
    const json::object* keys = condition.value().if_object();
    return keys && keys->size() == 1 && keys->contains("ResourceType") &&
           std::find(std::begin(kOperators), std::end(kOperators), condition.key()) != std::end(kOperators);
  });
}

bool is_statement(const json::object& statement) {
  const std::string effect = text_at(statement, "Effect");
  const json::value* principal = find(statement, "Principal");
  return (effect == "Allow" || effect == "Deny") && principal &&
         texts_of(*principal) == std::vector<std::string>{"*"} && is_one_of(statement, "Action", is_action) &&
         is_one_of(statement, "Resource", is_resource) && are_conditions(object_at(statement, "Condition"));
}

aws::ApiError invalid(const std::string& why) {
  return aws::validation_error("Error validating stack policy: " + why);
}

aws::ApiResult<void> check_names(const json::object& statement, const std::vector<std::string>& logical_ids) {
  for (const char* member : {"Resource", "NotResource"}) {
    const json::value* value = find(statement, member);
    if (!value) continue;
    for (const std::string& resource : texts_of(*value)) {
      if (resource == "*") continue;
      const std::string pattern = resource.substr(kResourcePrefix.size());
      const bool is_known =
          std::any_of(logical_ids.begin(), logical_ids.end(),
                      [&pattern](const std::string& id) { return iam::matches_wildcards(pattern, id); });
      if (is_known) continue;
      return invalid(
          "Unknown logical id '" + resource +
          "' in statement {} - stack policies can only be applied to logical ids referenced in the "
          "template");
    }
  }
  return {};
}

}  // namespace

std::optional<std::string> denial(std::string_view policy, const PolicedChange& change) {
  const auto parsed = parse_json(policy);
  if (!parsed || !parsed->is_object() || parsed->get_object().empty()) return std::nullopt;
  bool is_allowed = false;
  const std::vector<json::object> statements = statements_of(parsed->get_object());
  for (std::size_t at = 0; at < statements.size(); ++at) {
    if (!applies(statements[at], change)) continue;
    if (text_at(statements[at], "Effect") == "Deny")
      return told("Statement [#" + std::to_string(at + 1) + "] does not allow", change);
    is_allowed = true;
  }
  if (is_allowed) return std::nullopt;
  return told("No statement allows", change);  // [unverified] wording
}

aws::ApiResult<void> check_stack_policy(std::string_view policy,
                                        const std::vector<std::string>& logical_ids) {
  const std::string no_policy = "Invalid stack policy";
  const auto parsed = parse_json(policy);
  if (!parsed || !parsed->is_object()) return invalid(no_policy);
  const json::object& document = parsed->get_object();
  if (document.empty()) return {};
  const std::vector<json::object> statements = statements_of(document);
  if (statements.empty() || !std::all_of(statements.begin(), statements.end(), is_statement))
    return invalid(no_policy);
  for (const json::object& statement : statements) ENI_CHECK(check_names(statement, logical_ids));
  return {};
}

}  // namespace eni::sandbox::cloudformation
