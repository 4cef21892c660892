/// A bucket's documents that are kept and given back: public access block, encryption, ownership controls,
/// tags.
#include "sandbox/services/s3/encryption.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/services/s3/tag_set.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kBlocks[] = {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                        "RestrictPublicBuckets"};

Reply done() { return Reply::raw({}, {}); }

ApiResult<std::optional<json::object>> stored(Call& call, S3Setting kind) {
  ENI_TRY(const auto bucket, find_bucket(call));
  const auto text = repository(call).setting(bucket.name, kind);
  if (!text) return std::optional<json::object>{};
  auto value = parse_json(*text);
  return std::optional{std::move(value->as_object())};
}

ApiResult<Reply> remove(Call& call, S3Setting kind) {
  ENI_TRY(const auto bucket, find_bucket(call));
  repository(call).delete_setting(bucket.name, kind);
  return no_content();
}

/// The first rule of a document with rules. @error  MalformedXML
ApiResult<json::object> first_rule(const json::object& document) {
  const json::value* rules = find(document, "Rules");
  if (rules == nullptr || !rules->is_array() || rules->as_array().size() != 1 ||
      !rules->as_array()[0].is_object())
    return malformed_xml();
  return rules->as_array()[0].as_object();
}

json::object default_encryption_rule() {
  json::object by_default;
  by_default["SSEAlgorithm"] = "AES256";
  return {{"ApplyServerSideEncryptionByDefault", by_default}, {"BucketKeyEnabled", false}};
}

}  // namespace

ApiResult<Reply> get_public_access_block(Call& call) {
  ENI_TRY(const auto settings, stored(call, S3Setting::kPublicAccessBlock));
  if (settings && settings->empty())
    return not_configured("NoSuchPublicAccessBlockConfiguration",
                          "The public access block configuration was not found",
                          call.params.text_or("Bucket", ""));
  json::object reply;
  for (const auto name : kBlocks) reply[name] = !settings || is_true(*settings, name);
  return xml("PublicAccessBlockConfiguration", std::move(reply));
}

ApiResult<Reply> put_public_access_block(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto settings, document(call, "PublicAccessBlockConfiguration"));
  json::object kept;
  for (const auto name : kBlocks) kept[name] = is_true(settings, name);
  repository(call).put_setting(bucket.name, S3Setting::kPublicAccessBlock, json::serialize(kept));
  return done();
}

ApiResult<Reply> delete_public_access_block(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  // An empty document says that there is none; no document, that the bucket is as new.
  repository(call).put_setting(bucket.name, S3Setting::kPublicAccessBlock, "{}");
  return no_content();
}

ApiResult<Reply> get_bucket_encryption(Call& call) {
  ENI_TRY(const auto rule, stored(call, S3Setting::kEncryption));
  json::array rules;
  rules.push_back(rule ? *rule : default_encryption_rule());
  json::object configuration;
  configuration["Rule"] = std::move(rules);
  return xml("ServerSideEncryptionConfiguration", std::move(configuration));
}

ApiResult<Reply> put_bucket_encryption(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto configuration, document(call, "ServerSideEncryptionConfiguration"));
  ENI_TRY(const auto rule, first_rule(configuration));
  const json::value* by_default = find(rule, "ApplyServerSideEncryptionByDefault");
  const std::string algorithm = by_default != nullptr && by_default->is_object()
                                    ? text_at(by_default->as_object(), "SSEAlgorithm")
                                    : "";
  if (algorithm == "aws:kms:dsse") return not_implemented("SSEAlgorithm " + algorithm);
  if (algorithm != "AES256" && algorithm != "aws:kms") return malformed_xml();
  const std::string key = text_at(by_default->as_object(), "KMSMasterKeyID");
  if (algorithm == "AES256" && !key.empty())
    return invalid_argument("a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms");
  if (!is_managed_key(call, bucket, key)) return not_implemented("KMSMasterKeyID " + key);
  json::object kept;
  kept["ApplyServerSideEncryptionByDefault"] = *by_default;
  kept["BucketKeyEnabled"] = is_true(rule, "BucketKeyEnabled");
  repository(call).put_setting(bucket.name, S3Setting::kEncryption, json::serialize(kept));
  return done();
}

ApiResult<Reply> delete_bucket_encryption(Call& call) { return remove(call, S3Setting::kEncryption); }

ApiResult<Reply> get_bucket_ownership_controls(Call& call) {
  ENI_TRY(const auto settings, stored(call, S3Setting::kOwnershipControls));
  if (settings && settings->empty())
    return not_configured("OwnershipControlsNotFoundError", "The bucket ownership controls were not found",
                          call.params.text_or("Bucket", ""));
  json::object controls;
  controls["Rule"] = json::array{json::object{{"ObjectOwnership", "BucketOwnerEnforced"}}};
  return xml("OwnershipControls", std::move(controls));
}

ApiResult<Reply> put_bucket_ownership_controls(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto controls, document(call, "OwnershipControls"));
  ENI_TRY(const auto rule, first_rule(controls));
  const std::string ownership = text_at(rule, "ObjectOwnership");
  if (ownership == "BucketOwnerPreferred" || ownership == "ObjectWriter")
    return not_implemented("ObjectOwnership " + ownership + " (access control lists)");
  if (ownership != "BucketOwnerEnforced") return malformed_xml();
  repository(call).delete_setting(bucket.name, S3Setting::kOwnershipControls);
  return done();
}

ApiResult<Reply> delete_bucket_ownership_controls(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  repository(call).put_setting(bucket.name, S3Setting::kOwnershipControls, "{}");
  return no_content();
}

ApiResult<Reply> get_bucket_tagging(Call& call) {
  ENI_TRY(const auto tagging, stored(call, S3Setting::kTagging));
  if (!tagging)
    return not_configured("NoSuchTagSet", "The TagSet does not exist", call.params.text_or("Bucket", ""));
  json::object set;
  set["Tag"] = tagging->at("TagSet");
  json::object reply;
  reply["TagSet"] = std::move(set);
  return xml("Tagging", std::move(reply));
}

ApiResult<Reply> put_bucket_tagging(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto tagging, document(call, "Tagging"));
  const json::value* tags = find(tagging, "TagSet");
  if (tags == nullptr || !tags->is_array()) return malformed_xml();
  ENI_CHECK(check_tags(tags->as_array(), kMaxBucketTags));
  if (tags->as_array().empty()) return remove(call, S3Setting::kTagging);
  json::object kept;
  kept["TagSet"] = *tags;
  repository(call).put_setting(bucket.name, S3Setting::kTagging, json::serialize(kept));
  return no_content();
}

ApiResult<Reply> delete_bucket_tagging(Call& call) { return remove(call, S3Setting::kTagging); }

}  // namespace eni::sandbox::s3_service
