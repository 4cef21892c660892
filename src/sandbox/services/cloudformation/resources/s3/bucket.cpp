/// AWS::S3::Bucket.
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"BucketEncryption", Shape::kObject},
    {"BucketName", Shape::kText, OnChange::kReplace},
    {"OwnershipControls", Shape::kObject},
    {"PublicAccessBlockConfiguration", Shape::kObject},
    {"Tags", Shape::kList},
    {"VersioningConfiguration", Shape::kObject},
};
constexpr std::string_view kAttributes[] = {"Arn", "DomainName", "DualStackDomainName", "RegionalDomainName",
                                            "WebsiteURL"};

ResourceOutcome outcome(const ResourceCall& call) {
  const std::string suffix = call.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const std::string& name = call.physical_id;
  const std::string& region = call.region.value;
  return {name, json::object{
                    {"Arn", "arn:" + call.partition + ":s3:::" + name},
                    {"DomainName", name + ".s3." + suffix},
                    {"DualStackDomainName", name + ".s3.dualstack." + region + "." + suffix},
                    {"RegionalDomainName", name + ".s3." + region + "." + suffix},
                    {"WebsiteURL", "http://" + name + ".s3-website-" + region + "." + suffix},
                }};
}

Task<ApiResult<void>> update_tags(ResourceCall& call) {
  const TagMap tags = tags_of(call);
  if (tags == old_tags_of(call)) co_return ApiResult<void>{};
  json::object params{{"Bucket", call.physical_id}};
  if (tags.empty()) {
    ENI_CO_CHECK(co_await call.call("s3", "DeleteBucketTagging", params));
  } else {
    params["Tagging"] = json::object{{"TagSet", tag_list(tags)}};
    ENI_CO_CHECK(co_await call.call("s3", "PutBucketTagging", params));
  }
  co_return ApiResult<void>{};
}

/// BucketEncryption in the API's words: other names for the same two levels.
json::value api_encryption(const json::value& property) {
  json::array rules;
  const json::object* object = property.if_object();
  for (const json::object& rule :
       objects_of(object ? *object : json::object{}, "ServerSideEncryptionConfiguration")) {
    json::object out;
    copy(rule, "BucketKeyEnabled", out);
    if (const json::value* by_default = find(rule, "ServerSideEncryptionByDefault")) {
      out["ApplyServerSideEncryptionByDefault"] = *by_default;
    }
    rules.push_back(std::move(out));
  }
  return json::object{{"Rules", std::move(rules)}};
}

/// Keys of KMS, which the sandbox has not.
std::optional<PropertyProblem> refuses(const json::object& properties) {
  const json::value* encryption = find(properties, "BucketEncryption");
  if (!encryption || !encryption->is_object()) return std::nullopt;
  for (const json::object& rule : objects_of(encryption->get_object(), "ServerSideEncryptionConfiguration")) {
    const json::value* by_default = find(rule, "ServerSideEncryptionByDefault");
    const std::string algorithm =
        by_default && by_default->is_object() ? text_of(by_default->get_object(), "SSEAlgorithm") : "";
    if (!algorithm.starts_with("aws:kms")) continue;
    return PropertyProblem{"BucketEncryption", "SSEAlgorithm " + algorithm +
                                                   " of AWS::S3::Bucket is not supported by the sandbox"};
  }
  return std::nullopt;
}

json::value as_is(const json::value& property) { return property; }

/// A property that is a document of its own in the API.
struct Setting {
  std::string_view property;
  std::string_view put;
  std::string_view member;
  std::string_view remove;  ///< "": suspended instead, see below
  json::value (*api_value)(const json::value&);
};
constexpr Setting kSettings[] = {
    {"BucketEncryption", "PutBucketEncryption", "ServerSideEncryptionConfiguration", "DeleteBucketEncryption",
     api_encryption},
    {"OwnershipControls", "PutBucketOwnershipControls", "OwnershipControls", "DeleteBucketOwnershipControls",
     as_is},
    {"PublicAccessBlockConfiguration", "PutPublicAccessBlock", "PublicAccessBlockConfiguration",
     "DeletePublicAccessBlock", as_is},
    {"VersioningConfiguration", "PutBucketVersioning", "VersioningConfiguration", "", as_is},
};

/// Puts what is there and has changed, deletes what is there no more. Versioning can only be suspended.
Task<ApiResult<void>> update_settings(ResourceCall& call) {
  for (const Setting& setting : kSettings) {
    if (!has_changed(call, setting.property)) continue;
    json::object params{{"Bucket", call.physical_id}};
    const json::value* wanted = find(call.properties, setting.property);
    if (wanted) params[setting.member] = setting.api_value(*wanted);
    if (!wanted && setting.remove.empty()) params[setting.member] = json::object{{"Status", "Suspended"}};
    const bool is_put = wanted || setting.remove.empty();
    ENI_CO_CHECK(co_await call.call("s3", is_put ? setting.put : setting.remove, params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"Bucket", call.physical_id}};
  if (call.region.value != "us-east-1") {
    params["CreateBucketConfiguration"] = json::object{{"LocationConstraint", call.region.value}};
  }
  ENI_CO_CHECK(co_await call.call("s3", "CreateBucket", params));
  call.exists = true;
  ENI_CO_CHECK(co_await update_settings(call));
  ENI_CO_CHECK(co_await update_tags(call));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_settings(call));
  ENI_CO_CHECK(co_await update_tags(call));
  co_return outcome(call);
}

/// S3 refuses to delete a bucket that holds objects, and so does the stack.
Task<ApiResult<void>> remove(ResourceCall& call) {
  return remove_by_id(call, "s3", "DeleteBucket", "Bucket");
}

Task<ApiResult<bool>> exists(ResourceCall& call) { return exists_by_id(call, "s3", "HeadBucket", "Bucket"); }

}  // namespace

const ResourceType kS3Bucket{
    .name = "AWS::S3::Bucket",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "BucketName",
    .name_rule = {63, NameRule::Form::kLowerCase},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
    .refuses = refuses,
};

}  // namespace eni::sandbox::cloudformation
