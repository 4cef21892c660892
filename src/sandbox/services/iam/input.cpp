#include "sandbox/services/iam/input.h"

#include <set>

#include "aws/arn.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::string_view kIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kMaxTags = 50;

}  // namespace

ApiResult<std::string> policy_arn(const Call& call, std::string_view name) {
  std::string arn = call.params.text_or(name, "");
  const auto parsed = aws::Arn::parse(arn);
  // AWS leaves out which one.
  if (!parsed) return aws::validation_error("Invalid ARN:  Could not be parsed!");
  if (parsed->service != "iam" || !parsed->resource.starts_with("policy/"))
    return invalid_input("ARN " + arn + " is not valid.");
  return arn;
}

std::string path(const Call& call, std::string_view name) { return call.params.text_or(name, "/"); }

std::string_view name_member(IdentityKind kind) {
  if (kind == IdentityKind::kRole) return "RoleName";
  return kind == IdentityKind::kUser ? "UserName" : "GroupName";
}

ApiResult<IamIdentity> find_identity(const Call& call, IdentityKind kind) {
  const std::string name = call.params.text_or(name_member(kind), "");
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
