/// AWS::S3::Bucket.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using From = Attribute::From;

void add_attributes(const ResourceCall& call, const json::object&, json::object& attributes) {
  const std::string suffix = call.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const std::string& name = call.physical_id;
  const std::string& region = call.region.value;
  attributes["Arn"] = "arn:" + call.partition + ":s3:::" + name;
  attributes["DomainName"] = name + ".s3." + suffix;
  attributes["DualStackDomainName"] = name + ".s3.dualstack." + region + "." + suffix;
  attributes["RegionalDomainName"] = name + ".s3." + region + "." + suffix;
  attributes["WebsiteURL"] = "http://" + name + ".s3-website-" + region + "." + suffix;
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

Task<ApiResult<void>> configure(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_settings(call));
  ENI_CO_CHECK(co_await update_tags(call));
  co_return ApiResult<void>{};
}

ApiResult<void> prepare(const ResourceCall& call, json::object& params) {
  if (call.region.value == "us-east-1") return {};
  params["CreateBucketConfiguration"] = json::object{{"LocationConstraint", call.region.value}};
  return {};
}

}  // namespace

/// S3 refuses to delete a bucket that holds objects, and so does the stack.
const ResourceType kS3Bucket{
    .name = "AWS::S3::Bucket",
    .attributes = {{"Arn", From::kFunction},
                   {"DomainName", From::kFunction},
                   {"DualStackDomainName", From::kFunction},
                   {"RegionalDomainName", From::kFunction},
                   {"WebsiteURL", From::kFunction}},
    .name_property = "BucketName",
    .name_rule = {63, NameRule::Form::kLowerCase},
    .calls = {.service = "s3",
              .id_member = "Bucket",
              .create = "CreateBucket",
              .name_member = "Bucket",
              .read = "HeadBucket",
              .remove = "DeleteBucket"},
    .reads = {"BucketEncryption", "OwnershipControls", "PublicAccessBlockConfiguration",
              "VersioningConfiguration"},
    .is_taggable = true,
    .prepare = prepare,
    .configure = configure,
    .attributes_of = add_attributes,
    .refuses = refuses,
};

}  // namespace eni::sandbox::cloudformation
