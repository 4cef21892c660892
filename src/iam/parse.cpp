#include "iam/parse.h"

#include "base/text.h"

namespace eni::iam {

using aws::ApiResult;

aws::ApiError malformed(std::string message) { return {"MalformedPolicyDocument", std::move(message), 400}; }

std::optional<std::vector<std::string>> one_or_many(const json::value& element) {
  if (element.is_string()) return std::vector{as_text(element)};
  if (!element.is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const json::value& item : element.get_array()) {
    if (!item.is_string()) return std::nullopt;
    texts.push_back(as_text(item));
  }
  return texts;
}

namespace {

aws::ApiError syntax_error() { return malformed("Syntax errors in policy."); }

/// Condition values may be written as booleans and numbers; they compare as their text.
std::optional<std::string> condition_value(const json::value& value) {
  if (value.is_string()) return as_text(value);
  if (value.is_bool() || value.is_number()) return json::serialize(value);
  return std::nullopt;
}

std::optional<std::vector<std::string>> condition_values(const json::value& value) {
  std::vector<std::string> texts;
  if (!value.is_array()) {
    auto text = condition_value(value);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
    return texts;
  }
  for (const json::value& item : value.get_array()) {
    auto text = condition_value(item);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

ApiResult<std::vector<Condition>> parse_conditions(const json::value& element, Variables variables) {
  if (!element.is_object()) return syntax_error();
  std::vector<Condition> conditions;
  for (const auto& [name, block] : element.get_object()) {
    if (!block.is_object()) return syntax_error();
    const auto op = ConditionOperator::parse(name);
    // AWS looks at an operator only where it has something to compare.
    if (!op && !block.get_object().empty()) return syntax_error();
    for (const auto& [key, value] : block.get_object()) {
      const auto values = condition_values(value);
      if (!values) return syntax_error();
      conditions.push_back(Condition::make(*op, key, *values, variables));
    }
  }
  return conditions;
}

std::vector<std::string>* principals_of_type(Principals& principals, std::string_view type) {
  if (type == "AWS") return &principals.aws;
  if (type == "Service") return &principals.service;
  if (type == "Federated") return &principals.federated;
  if (type == "CanonicalUser") return &principals.canonical_user;
  return nullptr;
}

ApiResult<Principals> parse_principals(const json::value& element) {
  Principals principals;
  if (element.is_string()) {
    if (as_text(element) != "*") return syntax_error();
    principals.everyone = true;
    return principals;
  }
  if (!element.is_object()) return syntax_error();
  for (const auto& [type, value] : element.get_object()) {
    auto* list = principals_of_type(principals, type);
    auto names = one_or_many(value);
    if (list == nullptr || !names) return syntax_error();
    *list = *std::move(names);
  }
  principals.everyone = std::erase(principals.aws, "*") > 0;
  return principals;
}

/// NAME or NotNAME, at most one of them.
struct Element {
  const json::value* value = nullptr;
  bool negated = false;
};

ApiResult<Element> either(const json::object& statement, std::string_view name, std::string_view not_name) {
  const json::value* plain = find(statement, name);
  const json::value* negated = find(statement, not_name);
  if (plain != nullptr && negated != nullptr) return syntax_error();
  return plain != nullptr ? Element{plain, false} : Element{negated, true};
}

ApiResult<void> read_actions(const json::object& object, Statement& statement) {
  ENI_TRY(const Element element, either(object, "Action", "NotAction"));
  if (element.value == nullptr) return {};
  const auto actions = one_or_many(*element.value);
  if (!actions) return syntax_error();
  statement.not_action = element.negated;
  for (const std::string& action : *actions) statement.actions.push_back(mark_wildcards(to_lower(action)));
  return {};
}

ApiResult<void> read_resources(const json::object& object, Variables variables, Statement& statement) {
  ENI_TRY(const Element element, either(object, "Resource", "NotResource"));
  if (element.value == nullptr) return {};
  const auto resources = one_or_many(*element.value);
  if (!resources) return syntax_error();
  statement.not_resource = element.negated;
  for (const std::string& resource : *resources)
    statement.resources.emplace_back(resource, variables, Wildcards::kMatch);
  return {};
}

ApiResult<void> read_principals(const json::object& object, Statement& statement) {
  ENI_TRY(const Element element, either(object, "Principal", "NotPrincipal"));
  if (element.value == nullptr) return {};
  ENI_TRY(statement.principals, parse_principals(*element.value));
  statement.not_principal = element.negated;
  return {};
}

ApiResult<void> check_element_names(const json::object& object,
                                    std::initializer_list<std::string_view> known) {
  for (const auto& member : object)
    if (std::find(known.begin(), known.end(), member.key()) == known.end()) return syntax_error();
  return {};
}

ApiResult<Statement> parse_statement(const json::value& value, Variables variables) {
  if (!value.is_object()) return syntax_error();
  const json::object& object = value.get_object();
  ENI_CHECK(check_element_names(object, {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction",
                                         "Resource", "NotResource", "Condition"}));
  Statement statement;
  // Written in another case it counts in trust policies, where AWS takes it; validate.cpp refuses it elsewhere.
  const auto effect = find_string(object, "Effect");
  if (!effect || (!iequals(*effect, "Allow") && !iequals(*effect, "Deny"))) return syntax_error();
  statement.allow = iequals(*effect, "Allow");
  if (const json::value* sid = find(object, "Sid")) {
    if (!sid->is_string()) return syntax_error();
    statement.sid = as_text(*sid);
  }
  ENI_CHECK(read_principals(object, statement));
  ENI_CHECK(read_actions(object, statement));
  ENI_CHECK(read_resources(object, variables, statement));
  if (const json::value* condition = find(object, "Condition")) {
    ENI_TRY(statement.conditions, parse_conditions(*condition, variables));
  }
  return statement;
}

ApiResult<std::string> read_version(const json::object& object) {
  const json::value* version = find(object, "Version");
  if (version == nullptr) return std::string{"2008-10-17"};
  std::string text = as_text(*version);
  if (text != "2008-10-17" && text != "2012-10-17") return syntax_error();
  return text;
}

}  // namespace

ApiResult<Policy> parse_policy(const json::value& document) {
  if (!document.is_object()) return syntax_error();
  const json::object& object = document.get_object();
  ENI_CHECK(check_element_names(object, {"Version", "Id", "Statement"}));
  Policy policy;
  ENI_TRY(policy.version, read_version(object));
  if (const json::value* id = find(object, "Id")) {
    if (!id->is_string()) return syntax_error();
    policy.id = as_text(*id);
  }
  const json::value* statements = find(object, "Statement");
  if (statements == nullptr) return syntax_error();
  const Variables variables = policy.version == "2012-10-17" ? Variables::kExpand : Variables::kPlain;
  if (!statements->is_array()) {
    ENI_TRY(Statement only, parse_statement(*statements, variables));
    policy.statements.push_back(std::move(only));
    return policy;
  }
  for (const json::value& element : statements->get_array()) {
    ENI_TRY(Statement statement, parse_statement(element, variables));
    policy.statements.push_back(std::move(statement));
  }
  if (policy.statements.empty()) return syntax_error();
  return policy;
}

ApiResult<Policy> parse_policy(std::string_view document) {
  const auto value = parse_json(document, DuplicateKeys::kRefuse);
  if (value.has_error()) return syntax_error();
  return parse_policy(*value);
}

}  // namespace eni::iam
