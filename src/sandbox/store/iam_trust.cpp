#include "sandbox/store/iam_trust.h"

#include "base/json.h"

namespace eni::sandbox {
namespace {

using Replacements = std::map<std::string, std::string>;

void replace_name(json::value& name, const Replacements& replacements) {
  const auto found = replacements.find(as_text(name));
  if (found != replacements.end()) name = found->second;
}

void replace_in_element(json::value& element, const Replacements& replacements) {
  if (!element.is_object()) return;
  json::value* aws_names = element.get_object().if_contains("AWS");
  if (aws_names == nullptr) return;
  if (!aws_names->is_array()) return replace_name(*aws_names, replacements);
  for (json::value& name : aws_names->get_array()) replace_name(name, replacements);
}

void replace_in_statement(json::value& statement, const Replacements& replacements) {
  if (!statement.is_object()) return;
  for (const char* key : {"Principal", "NotPrincipal"})
    if (json::value* element = statement.get_object().if_contains(key))
      replace_in_element(*element, replacements);
}

}  // namespace

PrincipalIds principal_ids_of(const IamIdentity& role) {
  PrincipalIds ids;
  const auto value = parse_json(role.trust_principals);
  if (value.has_error() || !value->is_object()) return ids;
  for (const auto& member : value->get_object()) ids[std::string{member.key()}] = as_text(member.value());
  return ids;
}

std::string to_json_text(const PrincipalIds& ids) {
  json::object object;
  for (const auto& [arn, id] : ids) object[arn] = id;
  return json::serialize(object);
}

std::string replace_principals(std::string_view document, const Replacements& replacements) {
  if (replacements.empty()) return std::string{document};
  auto value = parse_json(document);
  if (value.has_error() || !value->is_object()) return std::string{document};
  json::value* statements = value->get_object().if_contains("Statement");
  if (statements == nullptr) return std::string{document};
  if (!statements->is_array()) {
    replace_in_statement(*statements, replacements);
  } else {
    for (json::value& statement : statements->get_array()) replace_in_statement(statement, replacements);
  }
  return json::serialize(*value);
}

std::string trust_for_authorization(const IamIdentity& role) {
  return replace_principals(role.trust, principal_ids_of(role));
}

std::string trust_to_show(IamRepository& iam, const IamIdentity& role) {
  Replacements gone;
  for (const auto& [arn, id] : principal_ids_of(role)) {
    const auto identity = iam.find_by_arn(arn);
    if (!identity || identity->unique_id != id) gone[arn] = id;
  }
  return replace_principals(role.trust, gone);
}

}  // namespace eni::sandbox
