#include "sandbox/services/s3/access.h"

#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {
namespace {

void add_bucket(Access& access, const Call& call, const std::string& name) {
  auto& s3 = call.store<S3Repository>();
  const auto bucket = s3.find_bucket(name);
  // Who asks for a bucket that is not there learns so, if its own policies let it ask.
  access.resource_account = bucket ? bucket->account : call.account().value;
  if (bucket) access.resource_policy = s3.setting(name, S3Setting::kPolicy).value_or("");
}

/// Of the query alone, and given if they are empty: policies let in "" as a prefix.
constexpr std::string_view kParameters[] = {"delimiter", "max-keys", "prefix"};
/// Headers, and parameters in their place, that condition keys are of the same name as.
constexpr std::string_view kMembers[] = {"x-amz-acl",
                                         "x-amz-copy-source",
                                         "x-amz-metadata-directive",
                                         "x-amz-object-ownership",
                                         "x-amz-server-side-encryption",
                                         "x-amz-server-side-encryption-aws-kms-key-id",
                                         "x-amz-storage-class",
                                         "x-amz-website-redirect-location"};

/// Source: Service Authorization Reference, "Condition keys for Amazon S3".
void add_request_keys(Access& access, const Call& call) {
  for (const std::string_view name : kParameters)
    if (auto value = call.params.text(name))
      access.context.emplace_back("s3:" + std::string{name}, *std::move(value));
  for (const std::string_view member : kMembers) {
    std::string value = call.params.text_or(member, call.header(member));
    if (!value.empty()) access.context.emplace_back("s3:" + std::string{member}, std::move(value));
  }
  if (auto version = call.params.text("versionId"))
    access.context.emplace_back("s3:VersionId", *std::move(version));
}

std::string arn_of(const Call& call, const std::string& resource) {
  return "arn:" + std::string{call.partition()} + ":s3:::" + resource;
}

}  // namespace

Access bucket_access(const Call& call) {
  const std::string bucket = call.params.text_or("Bucket", "");
  Access access;
  access.resources = {arn_of(call, bucket.empty() ? "*" : bucket)};
  add_bucket(access, call, bucket);
  add_request_keys(access, call);
  return access;
}

Access new_bucket_access(const Call& call) {
  Access access;
  access.resources = {arn_of(call, call.params.text_or("Bucket", "*"))};
  access.resource_account = call.account().value;
  add_request_keys(access, call);
  const json::object& configuration = object_at(call.params.all(), "CreateBucketConfiguration");
  if (const std::string place = text_at(configuration, "LocationConstraint"); !place.empty())
    access.context.emplace_back("s3:LocationConstraint", place);
  return access;
}

Access access_to(const Call& call, const std::string& bucket, const std::string& key) {
  Access access;
  access.resources = {arn_of(call, bucket + "/" + key)};
  add_bucket(access, call, bucket);
  return access;
}

Access object_access(const Call& call) {
  Access access = access_to(call, call.params.text_or("Bucket", ""), call.params.text_or("Key", ""));
  add_request_keys(access, call);
  return access;
}

Access bucket_policy_access(const Call& call) {
  Access access = bucket_access(call);
  const auto bucket = call.store<S3Repository>().find_bucket(call.params.text_or("Bucket", ""));
  if (call.principal.type == PrincipalType::kRoot && bucket && bucket->account == call.account().value)
    access.resource_policy.clear();
  return access;
}

}  // namespace eni::sandbox::s3_service
