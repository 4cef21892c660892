#include "sandbox/services/secretsmanager/access.h"

#include "sandbox/services/secretsmanager/secret_reference.h"

namespace eni::sandbox::secrets_manager {
namespace {

/// Members of requests that condition keys are of the same name as.
constexpr std::string_view kMembers[] = {
    "SecretId",     "Name",     "Description",          "VersionId",
    "VersionStage", "KmsKeyId", "RecoveryWindowInDays", "ForceDeleteWithoutRecovery"};

void add_resource_tags(const Secret& secret, ConditionKeys& keys) {
  for (const std::string_view prefix : {"aws:ResourceTag", "secretsmanager:ResourceTag"})
    append_tag_keys(keys, prefix, array_at(secret.document, "Tags"));
}

std::string unknown_arn(const Call& call, const std::string& name) {
  return name.starts_with("arn:") ? name : call.arn("secretsmanager", "secret:" + name + "-??????");
}

}  // namespace

ConditionKeys request_keys(const Call& call) {
  ConditionKeys keys;
  for (const std::string_view member : kMembers) {
    const std::string value = scalar_text_at(call.params.all(), member);
    if (!value.empty()) keys.emplace_back("secretsmanager:" + std::string(member), value);
  }
  append_request_tags(keys, call);
  return keys;
}

Access secret_access(const Call& call) {
  Access access;
  access.context = request_keys(call);
  const auto secret = named_secret(call);
  if (!secret) {
    access.resources = {unknown_arn(call, call.params.text_or("SecretId", ""))};
    return access;
  }
  access.resources = {secret_arn(call, *secret)};
  access.resource_policy = text_at(secret->document, "ResourcePolicy");
  add_resource_tags(*secret, access.context);
  return access;
}

Access new_secret_access(const Call& call) {
  Access access;
  access.context = request_keys(call);
  access.resources = {unknown_arn(call, call.params.text_or("Name", ""))};
  return access;
}

}  // namespace eni::sandbox::secrets_manager
