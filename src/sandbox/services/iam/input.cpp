#include "sandbox/services/iam/input.h"

#include <set>

#include "aws/arn.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/tag_text.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::string_view kIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kMaxDocumentBytes = 131'072;
constexpr std::size_t kMaxTags = 50;

std::string member_name(std::string_view member) {
  std::string name{member};
  name[0] = to_lower(name.substr(0, 1))[0];
  return name;
}

bool is_path(std::string_view text) {
  if (text.empty() || text.front() != '/' || text.back() != '/') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

ApiResult<std::string> required_text(const Call& call, std::string_view member,
                                     const TextConstraint& constraint) {
  ConstraintChecker checker{call.params};
  std::string value = checker.required_text(member, constraint);
  ENI_CHECK(checker.check());
  return value;
}

}  // namespace

ApiResult<std::string> required_name(const Call& call, std::string_view member, std::size_t max) {
  ENI_TRY(std::string name, required_text(call, member, {.min = 1, .max = max}));
  if (!is_iam_name(name))
    return aws::validation_error(
        "The specified value for " + member_name(member) +
        " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
  return name;
}

ApiResult<std::string> required_policy_document(const Call& call, std::string_view member) {
  return required_text(call, member, {.min = 1, .max = kMaxDocumentBytes});
}

ApiResult<std::string> required_policy_arn(const Call& call, std::string_view member) {
  ENI_TRY(std::string arn, required_text(call, member, {.min = 20, .max = 2048}));
  const auto parsed = aws::Arn::parse(arn);
  // AWS leaves out which one.
  if (!parsed) return aws::validation_error("Invalid ARN:  Could not be parsed!");
  if (parsed->service != "iam" || !parsed->resource.starts_with("policy/"))
    return invalid_input("ARN " + arn + " is not valid.");
  return arn;
}

ApiResult<std::string> path(const Call& call, std::string_view member) {
  ConstraintChecker checker{call.params};
  std::string value = checker.text(member, {.min = 1, .max = 512}).value_or("/");
  ENI_CHECK(checker.check());
  if (!is_path(value))
    return aws::validation_error(
        "The specified value for " + member_name(member) +
        " is invalid. It must begin and end with / and contain only alphanumeric characters and/or / "
        "characters.");
  return value;
}

ApiResult<std::string> path_prefix(const Call& call) {
  ConstraintChecker checker{call.params};
  std::string value = checker.text("PathPrefix", {.min = 1, .max = 512}).value_or("/");
  ENI_CHECK(checker.check());
  return value;
}

ApiResult<std::optional<std::string>> description(const Call& call) {
  ConstraintChecker checker{call.params};
  auto value = checker.text("Description", {.max = 1000});
  ENI_CHECK(checker.check());
  return value;
}

std::string_view name_member(IdentityKind kind) {
  if (kind == IdentityKind::kRole) return "RoleName";
  return kind == IdentityKind::kUser ? "UserName" : "GroupName";
}

ApiResult<IamIdentity> find_identity(const Call& call, IdentityKind kind) {
  ENI_TRY(const std::string name,
          required_name(call, name_member(kind), kind == IdentityKind::kRole ? 64 : 128));
  auto identity = repository(call).find(call.account().value, kind, name);
  if (!identity) return no_such_identity(kind, name);
  return *std::move(identity);
}

ApiResult<IamIdentity> find_modifiable(const Call& call, IdentityKind kind) {
  ENI_TRY(IamIdentity identity, find_identity(call, kind));
  if (!identity.linked_service.empty()) return protected_role(identity.name);
  return identity;
}

ApiResult<IamIdentity> find_user_or_caller(const Call& call) {
  if (call.params.has("UserName")) return find_identity(call, IdentityKind::kUser);
  auto caller = repository(call).find_by_arn(call.principal.identity_arn);
  if (!caller || caller->kind != IdentityKind::kUser)
    return aws::validation_error("Must specify userName when calling with non-User credentials");
  return *std::move(caller);
}

ApiResult<IamTags> tags(const Call& call) {
  ENI_TRY(const auto list, call.params.objects("Tags"));
  IamTags result;
  std::set<std::string> lower;
  ConstraintChecker checker{call.params};
  check_tags(list, checker);
  ENI_CHECK(checker.check());
  for (const json::object& tag : list) {
    const std::string key = given_text(tag, "Key").value_or("");
    const std::string value = given_text(tag, "Value").value_or("");
    if (to_lower(key).starts_with("aws:"))
      return invalid_input("Tag keys beginning with \"aws:\" are reserved for system use: " + key);
    if (!lower.insert(to_lower(key)).second)
      return invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    result[key] = value;
  }
  if (result.size() > kMaxTags)
    return limit_exceeded("The number of tags has reached the maximum limit. Maximum: " +
                          std::to_string(kMaxTags));
  return result;
}

ApiResult<std::vector<std::string>> tag_keys(const Call& call) {
  ENI_TRY(auto keys, call.params.texts("TagKeys"));
  ConstraintChecker checker{call.params};
  for (std::size_t at = 0; at < keys.size(); ++at)
    checker.check_text("tagKeys." + std::to_string(at + 1) + ".member", keys[at], kTagKey);
  ENI_CHECK(checker.check());
  return keys;
}

void put_tags(const Call& call, const std::string& unique_id, const IamTags& tags) {
  for (const auto& [key, value] : tags) repository(call).put_tag(unique_id, key, value);
}

std::string new_unique_id(const Call& call, std::string_view prefix) {
  return std::string{prefix} + call.random().text(17, kIdAlphabet);
}

std::int64_t now_millis(const Call& call) { return epoch_millis(call.now()); }

IamRepository& repository(const Call& call) { return call.store<IamRepository>(); }

std::size_t counted_size(std::string_view document) {
  return static_cast<std::size_t>(std::count_if(document.begin(), document.end(), [](char c) {
    return c != ' ' && c != '\t' && c != '\n' && c != '\r';
  }));
}

}  // namespace eni::sandbox::iam_service
