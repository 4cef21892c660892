#include "sandbox/gateway/principal.h"

#include <array>

#include "base/text.h"

namespace eni::sandbox {

namespace {

struct TypeName {
  PrincipalType type;
  std::string_view name;
};

constexpr std::array<TypeName, 4> kTypeNames{{{PrincipalType::kRoot, "root"},
                                              {PrincipalType::kUser, "user"},
                                              {PrincipalType::kAssumedRole, "assumed-role"},
                                              {PrincipalType::kService, "service"}}};

std::string_view name_of(PrincipalType type) {
  for (const auto& row : kTypeNames) {
    if (row.type == type) return row.name;
  }
  return "root";
}

/// An unknown name is a principal that may do nothing, never one that may do everything.
PrincipalType type_of(std::string_view name) {
  for (const auto& row : kTypeNames) {
    if (row.name == name) return row.type;
  }
  return PrincipalType::kUser;
}

}  // namespace

Principal Principal::root(const aws::AccountId& account) {
  Principal principal;
  principal.type = PrincipalType::kRoot;
  principal.account = account;
  append(principal.arn, {"arn:aws:iam::", account.value, ":root"});
  principal.identity_arn = principal.arn;
  principal.user_id = account.value;
  return principal;
}

Principal Principal::service(std::string name, const aws::AccountId& account) {
  Principal principal;
  principal.type = PrincipalType::kService;
  principal.account = account;
  principal.user_id = name;
  principal.identity_arn = name;
  principal.arn = std::move(name);
  return principal;
}

json::object Principal::to_json() const {
  json::object tags;
  for (const auto& [key, value] : session_tags) tags[key] = value;
  return {{"type", name_of(type)},
          {"account", account.value},
          {"arn", arn},
          {"identity_arn", identity_arn},
          {"user_id", user_id},
          {"session_policies", json::value_from(session_policies)},
          {"session_tags", std::move(tags)},
          {"access_key_id", access_key_id},
          {"called_via", json::value_from(called_via)}};
}

Principal Principal::from_json(const json::object& object) {
  const auto text = [&object](std::string_view key) { return find_string(object, key).value_or(""); };
  Principal principal;
  principal.type = type_of(text("type"));
  principal.account.value = text("account");
  principal.arn = text("arn");
  principal.identity_arn = text("identity_arn");
  principal.user_id = text("user_id");
  principal.access_key_id = text("access_key_id");
  if (const json::value* policies = find(object, "session_policies"); policies && policies->is_array()) {
    for (const auto& policy : policies->get_array()) principal.session_policies.push_back(as_text(policy));
  }
  if (const json::value* services = find(object, "called_via"); services && services->is_array()) {
    for (const auto& service : services->get_array()) principal.called_via.push_back(as_text(service));
  }
  if (const json::value* tags = find(object, "session_tags"); tags && tags->is_object()) {
    for (const auto& tag : tags->get_object()) principal.session_tags[tag.key()] = as_text(tag.value());
  }
  return principal;
}

}  // namespace eni::sandbox
