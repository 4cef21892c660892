#include "sandbox/services/s3/object_headers.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/s3/checksum.h"
#include "sandbox/services/s3/encryption.h"
#include "sandbox/services/s3/input.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kKept[] = {"cache-control",
                                      "content-disposition",
                                      "content-language",
                                      "content-type",
                                      "expires",
                                      "x-amz-storage-class",
                                      "x-amz-website-redirect-location"};
constexpr std::string_view kStorageClasses[] = {"STANDARD",     "REDUCED_REDUNDANCY",  "STANDARD_IA",
                                                "ONEZONE_IA",   "INTELLIGENT_TIERING", "GLACIER",
                                                "DEEP_ARCHIVE", "GLACIER_IR"};
constexpr std::size_t kMaxMetadataBytes = 2048;

/// Values that the sandbox does not have.
ApiResult<void> refuse_unsupported_values(const Call& call) {
  const auto acl = call.header("x-amz-acl");
  if (!acl.empty() && acl != "private" && acl != "bucket-owner-full-control")
    return ApiError{"AccessControlListNotSupported", "The bucket does not allow ACLs", 400};
  return {};
}

/// @error  InvalidStorageClass
ApiResult<void> check_storage_class(const Call& call) {
  const auto given = call.header("x-amz-storage-class");
  if (given.empty()) return {};
  if (std::find(std::begin(kStorageClasses), std::end(kStorageClasses), given) == std::end(kStorageClasses))
    return ApiError{"InvalidStorageClass", "The storage class you specified is not valid", 400};
  return {};
}

/// Content-Encoding without the form of the transfer, which is not the object's.
std::string content_encoding(std::string_view header) {
  std::vector<std::string> kept;
  for (const std::string& piece : split(header, ','))
    if (const auto one = trim(piece); !one.empty() && one != "aws-chunked") kept.emplace_back(one);
  return join(kept, ",");
}

}  // namespace

ApiResult<json::object> object_headers(const Call& call, const S3Bucket& bucket) {
  ENI_CHECK(refuse_unsupported_values(call));
  ENI_CHECK(check_storage_class(call));
  ENI_TRY(json::object kept, encryption_headers(call, bucket));
  for (const auto name : kKept)
    if (const auto value = call.header(name); !value.empty()) kept[name] = value;
  if (call.header("x-amz-storage-class") == "STANDARD")
    kept.erase("x-amz-storage-class");  // AWS does not say it
  if (!kept.contains("content-type")) kept["content-type"] = "binary/octet-stream";
  if (const auto encoding = content_encoding(call.header("content-encoding")); !encoding.empty())
    kept["content-encoding"] = encoding;
  std::size_t metadata_bytes = 0;
  for (const auto& [name, value] : call.headers) {
    if (!name.starts_with("x-amz-meta-")) continue;
    metadata_bytes += name.size() - std::string_view{"x-amz-meta-"}.size() + value.size();
    kept[name] = value;
  }
  if (metadata_bytes > kMaxMetadataBytes)
    return ApiError{"MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size",
                    400};
  return kept;
}

ApiResult<json::object> checked_digests(const Call& call) {
  ENI_CHECK(check_content_md5(call.header("content-md5"), call.body));
  json::object digests;
  for (const auto name : kChecksumNames) {
    const std::string header = "x-amz-checksum-" + std::string{name};
    const auto value = call.header(header);
    if (value.empty()) continue;
    ENI_CHECK(check_checksum(name, value, call.body));
    digests[header] = value;
  }
  return digests;
}

void add_default_checksum(json::object& headers, std::string_view bytes) {
  const auto has = [&](std::string_view name) {
    return headers.contains("x-amz-checksum-" + std::string{name});
  };
  if (std::ranges::none_of(kChecksumNames, has))
    headers["x-amz-checksum-crc64nvme"] = base64_encode(*checksum("crc64nvme", bytes));
}

void add_listed_checksum(json::object& entry, const S3Object& object) {
  json::array algorithms;
  for (const auto name : kChecksumNames)
    if (object.headers.contains("x-amz-checksum-" + std::string{name}))
      algorithms.emplace_back(to_upper(name));
  if (algorithms.empty()) return;
  entry["ChecksumAlgorithm"] = std::move(algorithms);
  entry["ChecksumType"] = "FULL_OBJECT";
}

void add_written_version(Reply& reply, const S3Bucket& bucket, const S3Object& object) {
  if (bucket.versioning == "Enabled") add_header(reply, "x-amz-version-id", object.version_id);
}

void add_object_headers(Reply& reply, const S3Bucket& bucket, const S3Object& object) {
  add_header(reply, "ETag", quoted(object.etag));
  add_encryption(reply, object.headers);
  if (!bucket.versioning.empty()) add_header(reply, "x-amz-version-id", object.version_id);
}

}  // namespace eni::sandbox::s3_service
