#include "sandbox/services/s3/encryption.h"

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/s3/input.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kAlias = "alias/aws/s3";

/// AWS makes it with the first object; its id is random there.
std::string managed_key_arn(const Call& call, const S3Bucket& bucket) {
  std::string id = hex(md5("aws/s3 " + bucket.account + " " + bucket.region));
  for (const std::size_t at : {20U, 16U, 12U, 8U}) id.insert(at, "-");
  return "arn:" + std::string(call.partition()) + ":kms:" + bucket.region + ":" + bucket.account + ":key/" +
         id;
}

/// "AES256", "aws:kms" or "" as the bucket encrypts what does not say how.
std::string default_algorithm(const Call& call, const S3Bucket& bucket) {
  const auto rule = repository(call).setting(bucket.name, S3Setting::kEncryption);
  if (!rule) return {};
  const auto value = parse_json(*rule);
  return text_at(object_at(value->as_object(), "ApplyServerSideEncryptionByDefault"), "SSEAlgorithm");
}

}  // namespace

bool is_managed_key(const Call& call, const S3Bucket& bucket, std::string_view key) {
  const std::string arn = managed_key_arn(call, bucket);
  return key.empty() || key == kAlias || key == arn || arn.ends_with(":key/" + std::string(key)) ||
         (key.starts_with("arn:") && key.ends_with(":" + std::string(kAlias)));
}

ApiResult<json::object> encryption_headers(const Call& call, const S3Bucket& bucket) {
  std::string algorithm{call.header(kEncryptionHeader)};
  if (algorithm.empty()) algorithm = default_algorithm(call, bucket);
  if (algorithm.empty() || algorithm == "AES256") return json::object{};
  if (algorithm != "aws:kms") return not_implemented(std::string(kEncryptionHeader) + ": " + algorithm);
  const std::string_view key = call.header(kEncryptionKeyHeader);
  if (!is_managed_key(call, bucket, key))
    return not_implemented(std::string(kEncryptionKeyHeader) + ": " + std::string(key));
  json::object kept;
  kept[kEncryptionHeader] = algorithm;
  kept[kEncryptionKeyHeader] = managed_key_arn(call, bucket);
  return kept;
}

void add_encryption(Reply& reply, const json::object& kept) {
  const std::string algorithm = text_at(kept, kEncryptionHeader);
  // AES256 is what AWS does to every object since 2023.
  add_header(reply, std::string(kEncryptionHeader), algorithm.empty() ? "AES256" : algorithm);
  if (!algorithm.empty())
    add_header(reply, std::string(kEncryptionKeyHeader), text_at(kept, kEncryptionKeyHeader));
}

}  // namespace eni::sandbox::s3_service
