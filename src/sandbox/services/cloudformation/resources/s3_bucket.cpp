/// AWS::S3::Bucket.
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"BucketName", Shape::kText, OnChange::kReplace},
    {"Tags", Shape::kList},
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

Task<ApiResult<void>> put_tags(ResourceCall& call) {
  const json::object params{{"Bucket", call.physical_id},
                            {"Tagging", json::object{{"TagSet", tag_list(tags_of(call))}}}};
  ENI_CO_CHECK(co_await call.call("s3", "PutBucketTagging", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"Bucket", call.physical_id}};
  if (call.region.value != "us-east-1") {
    params["CreateBucketConfiguration"] = json::object{{"LocationConstraint", call.region.value}};
  }
  ENI_CO_CHECK(co_await call.call("s3", "CreateBucket", params));
  call.exists = true;
  ENI_CO_CHECK(co_await put_tags(call));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await put_tags(call));
  co_return outcome(call);
}

/// S3 refuses to delete a bucket that holds objects, and so does the stack.
Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"Bucket", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("s3", "DeleteBucket", params);
  co_return tolerate_missing(reply);
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  const json::object params{{"Bucket", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("s3", "HeadBucket", params);
  co_return found(reply);
}

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
};

}  // namespace eni::sandbox::cloudformation
