#include "sandbox/services/s3/access.h"

#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {
namespace {

/// What stands for the policy of another account's bucket that has none: nobody else may come in.
constexpr const char* kDenyAll =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]})";

std::string policy_of(const Call& call, const std::string& name) {
  auto& s3 = call.store<S3Repository>();
  const auto bucket = s3.find_bucket(name);
  if (!bucket) return {};
  if (auto policy = s3.setting(name, S3Setting::kPolicy)) return *std::move(policy);
  return bucket->account == call.account().value ? std::string{} : kDenyAll;
}

std::string arn_of(const Call& call, const std::string& resource) {
  return "arn:" + std::string{call.partition()} + ":s3:::" + resource;
}

}  // namespace

Access bucket_access(const Call& call) {
  const std::string bucket = call.params.text_or("Bucket", "");
  Access access;
  access.resources = {arn_of(call, bucket.empty() ? "*" : bucket)};
  access.resource_policy = policy_of(call, bucket);
  for (const char* key : {"prefix", "delimiter", "max-keys"})
    if (auto value = call.params.text(key))
      access.context.emplace_back("s3:" + std::string{key}, *std::move(value));
  return access;
}

Access new_bucket_access(const Call& call) {
  Access access;
  access.resources = {arn_of(call, call.params.text_or("Bucket", "*"))};
  return access;
}

Access access_to(const Call& call, const std::string& bucket, const std::string& key) {
  Access access;
  access.resources = {arn_of(call, bucket + "/" + key)};
  access.resource_policy = policy_of(call, bucket);
  return access;
}

Access object_access(const Call& call) {
  return access_to(call, call.params.text_or("Bucket", ""), call.params.text_or("Key", ""));
}

Access bucket_policy_access(const Call& call) {
  Access access = bucket_access(call);
  const auto bucket = call.store<S3Repository>().find_bucket(call.params.text_or("Bucket", ""));
  if (call.principal.type == PrincipalType::kRoot && bucket && bucket->account == call.account().value)
    access.resource_policy.clear();
  return access;
}

}  // namespace eni::sandbox::s3_service
