/// S3's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"
#include "sandbox/services/cloudformation/resources/s3/lifecycle.h"

namespace eni::sandbox::cloudformation {
namespace {

using From = Attribute::From;

constexpr Tagging kTagging{"Tagging.TagSet", Tagging::Form::kWhole, "PutBucketTagging", "DeleteBucketTagging",
                           "Bucket"};

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

/// Access control lists but the owner's, and keys of one's own in KMS, which the sandbox has not.
std::optional<PropertyProblem> refuses(const json::object& properties) {
  if (const std::string acl = scalar_text_at(properties, "AccessControl"); !acl.empty() && acl != "Private")
    return PropertyProblem{"AccessControl",
                           "AccessControl " + acl + " of AWS::S3::Bucket is not supported by the sandbox"};
  const json::value* rules = property_at(properties, "BucketEncryption.ServerSideEncryptionConfiguration");
  const json::array* list = rules ? rules->if_array() : nullptr;
  for (const json::value& rule : list ? *list : json::array{}) {
    const json::object* object = rule.if_object();
    if (!object) continue;
    const std::string algorithm = text_at_path(*object, "ServerSideEncryptionByDefault.SSEAlgorithm");
    const std::string key = text_at_path(*object, "ServerSideEncryptionByDefault.KMSMasterKeyID");
    if (key.empty() && algorithm != "aws:kms:dsse") continue;
    return PropertyProblem{"BucketEncryption",
                           (key.empty() ? "SSEAlgorithm " + algorithm : "KMSMasterKeyID") +
                               " of AWS::S3::Bucket is not supported by the sandbox"};
  }
  return std::nullopt;
}

ApiResult<void> prepare(const ResourceCall& call, json::object& params) {
  if (call.region.value == "us-east-1") return {};
  params["CreateBucketConfiguration"] = json::object{{"LocationConstraint", call.region.value}};
  return {};
}

const ResourceType kTypes[] = {
    {
        // S3 refuses to delete a bucket that holds objects, and so does the stack.
        .name = "AWS::S3::Bucket",
        .attributes = {{"Arn", From::kFunction},
                       {"DomainName", From::kFunction},
                       {"DualStackDomainName", From::kFunction},
                       {"RegionalDomainName", From::kFunction},
                       {"WebsiteURL", From::kFunction}},
        .name_property = "BucketName",
        .name_rule = {63, NameRule::Form::kLowerCase},
        .calls =
            {.service = "s3",
             .id_member = "Bucket",
             .create = "CreateBucket",
             .name_member = "Bucket",
             .read = "HeadBucket",
             .further = {{"GetBucketVersioning"}, {"GetBucketOwnershipControls"}, {"GetPublicAccessBlock"}},
             .settings =
                 {{"PutBucketEncryption",
                   {{"BucketEncryption.ServerSideEncryptionConfiguration",
                     "ServerSideEncryptionConfiguration.Rules"}},
                   "DeleteBucketEncryption"},
                  {"PutBucketOwnershipControls", {"OwnershipControls"}, "DeleteBucketOwnershipControls"},
                  {"PutPublicAccessBlock", {"PublicAccessBlockConfiguration"}, "DeletePublicAccessBlock"},
                  // It can only be suspended.
                  {"PutBucketVersioning",
                   {"VersioningConfiguration"},
                   "PutBucketVersioning",
                   R"({"VersioningConfiguration": {"Status": "Suspended"}})"}},
             .remove = "DeleteBucket",
             .tagging = &kTagging},
        .reads = {"AccessControl", "LifecycleConfiguration"},
        .prepare = prepare,
        .configure = change_lifecycle,
        .attributes_of = add_attributes,
        .refuses = refuses,
    },
    {
        .name = "AWS::S3::BucketPolicy",
        .calls = {.service = "s3",
                  .keys = {"Bucket"},
                  .create = "PutBucketPolicy",
                  .takes = {{"PolicyDocument", "Policy"}},
                  .id_from = {"Bucket"},
                  .update = "PutBucketPolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteBucketPolicy"},
    },
};

}  // namespace

const std::span<const ResourceType> kS3Types{kTypes};

}  // namespace eni::sandbox::cloudformation
