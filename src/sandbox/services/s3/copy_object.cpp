/// CopyObject, and how it and UploadPartCopy find their source.
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/s3/access.h"
#include "sandbox/services/s3/checksum.h"
#include "sandbox/services/s3/conditions.h"
#include "sandbox/services/s3/copy_source.h"
#include "sandbox/services/s3/encryption.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/object_versions.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/services/s3/tag_set.h"
#include "sandbox/services/s3/write_conditions.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr const char* kCopyToItself =
    "This copy request is illegal because it is trying to copy an object to itself without changing the "
    "object's "
    "metadata, storage class, website redirect location or encryption attributes.";

/// What a copy has by its own request only.
constexpr const char* kNotCopied[] = {"x-amz-storage-class", "x-amz-website-redirect-location",
                                      "x-amz-server-side-encryption",
                                      "x-amz-server-side-encryption-aws-kms-key-id"};

struct SourceName {
  std::string bucket;
  std::string key;
  std::optional<std::string> version_id;
};

ApiResult<SourceName> parse_source(std::string_view header) {
  SourceName source;
  if (const std::size_t at = header.find("?versionId="); at != std::string_view::npos) {
    source.version_id = percent_decode(header.substr(at + 11));
    header = header.substr(0, at);
  }
  const std::string path = percent_decode(header.starts_with('/') ? header.substr(1) : header);
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == path.size())
    return invalid_argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  source.bucket = path.substr(0, slash);
  source.key = path.substr(slash + 1);
  return source;
}

/// The source's tags, or the request's (x-amz-tagging-directive: REPLACE).
ApiResult<json::array> tags_of_copy(const Call& call, const S3Object& source) {
  const auto directive = call.header("x-amz-tagging-directive");
  if (!directive.empty() && directive != "COPY" && directive != "REPLACE")
    return invalid_argument("Unknown tagging directive.", "x-amz-tagging-directive", directive);
  if (directive == "REPLACE") return parse_tagging_header(call.header(kTaggingHeader));
  return source.tags;
}

/// Whether the copy gets the request's headers (REPLACE) instead of the source's (COPY).
ApiResult<bool> replaces_metadata(const Call& call) {
  const auto directive = call.header("x-amz-metadata-directive");
  if (!directive.empty() && directive != "COPY" && directive != "REPLACE")
    return invalid_argument("Unknown metadata directive.", "x-amz-metadata-directive", directive);
  return directive == "REPLACE";
}

/// Whether the request says more of the copy than the source does; then an object may be copied to itself.
bool changes_attributes(const Call& call) {
  return !call.header("x-amz-storage-class").empty() ||
         !call.header("x-amz-website-redirect-location").empty() ||
         !call.header("x-amz-server-side-encryption").empty();
}

ApiResult<json::object> headers_of_copy(const Call& call, const S3Bucket& bucket, const S3Object& source,
                                        bool replaced) {
  ENI_TRY(auto given, object_headers(call, bucket));
  if (!replaced) {
    json::object kept = source.headers;
    for (const char* name : kNotCopied) {
      kept.erase(name);
      if (given.contains(name)) kept[name] = given[name];
    }
    return kept;
  }
  for (const auto& [name, value] : source.headers)
    if (std::string_view{name}.starts_with("x-amz-checksum-")) given[name] = value;
  return given;
}

/// x-amz-checksum-algorithm: the copy gets that checksum instead of the source's.
ApiResult<void> replace_checksum(const Call& call, std::string_view bytes, json::object& headers) {
  const auto algorithm = call.header("x-amz-checksum-algorithm");
  if (algorithm.empty()) return {};
  const std::string chosen = to_lower(algorithm);
  const auto digest = checksum(chosen, bytes);
  if (!digest) return invalid_request("Value for x-amz-checksum-algorithm header is invalid.");
  for (const auto name : kChecksumNames) headers.erase("x-amz-checksum-" + std::string{name});
  headers["x-amz-checksum-" + chosen] = base64_encode(*digest);
  return {};
}

std::string_view failed_condition(const Conditions& conditions, Outcome outcome) {
  if (outcome == Outcome::kFailed)
    return conditions.if_match.empty() ? "x-amz-copy-source-If-Unmodified-Since"
                                       : "x-amz-copy-source-If-Match";
  return conditions.if_none_match.empty() ? "x-amz-copy-source-If-Modified-Since"
                                          : "x-amz-copy-source-If-None-Match";
}

}  // namespace

ApiResult<CopySource> find_copy_source(Call& call) {
  ENI_TRY(const auto name, parse_source(call.header("x-amz-copy-source")));
  const char* action = name.version_id ? "s3:GetObjectVersion" : "s3:GetObject";
  ENI_CHECK(call.env.gateway.authorize(call.principal, call.region, action,
                                       access_to(call, name.bucket, name.key), call.source_ip));
  auto bucket = repository(call).find_bucket(name.bucket);
  if (!bucket) return no_such_bucket(name.bucket);
  ENI_CHECK(check_owner(*bucket, call.header("x-amz-source-expected-bucket-owner")));
  auto object = find_object(call, *bucket, name.key, name.version_id);
  if (object.has_error() && object.error().code == "MethodNotAllowed")
    return invalid_request(
        "The source of a copy request may not specifically refer to a delete marker by version id.");
  if (object.has_error()) return object.error();
  const Conditions conditions{call.header("x-amz-copy-source-if-match"),
                              call.header("x-amz-copy-source-if-none-match"),
                              call.header("x-amz-copy-source-if-modified-since"),
                              call.header("x-amz-copy-source-if-unmodified-since")};
  const Outcome outcome =
      evaluate(conditions, object->etag, TimePoint{Duration{object->last_modified}}, call.now());
  if (outcome != Outcome::kProceed) return precondition_failed(failed_condition(conditions, outcome));
  return CopySource{*std::move(bucket), *std::move(object), name.version_id.has_value()};
}

ApiResult<Reply> copy_object(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto key, required_key(call));
  ENI_TRY(const auto source, find_copy_source(call));
  ENI_TRY(const auto replaced, replaces_metadata(call));
  if (source.bucket.name == bucket.name && source.object.key == key && !replaced && !source.is_version &&
      !changes_attributes(call) && repository(call).find_object(bucket.name, key)->id == source.object.id)
    return invalid_request(kCopyToItself);
  ENI_CHECK(check_write_conditions(call, bucket, key));
  // Before the write, which may replace the source.
  const std::string bytes = repository(call).bytes(source.object.id, 0, source.object.size);
  S3Object copy;
  copy.key = key;
  copy.size = source.object.size;
  copy.etag = source.object.etag;
  ENI_TRY(copy.headers, headers_of_copy(call, bucket, source.object, replaced));
  ENI_CHECK(replace_checksum(call, bytes, copy.headers));
  add_default_checksum(copy.headers, bytes);
  ENI_TRY(copy.tags, tags_of_copy(call, source.object));
  copy = store_object(call, bucket, std::move(copy));
  repository(call).put_bytes(copy.id, bytes);

  json::object result{{"LastModified", iso_time(copy.last_modified)}, {"ETag", quoted(copy.etag)}};
  for (const auto name : kChecksumNames)
    if (auto value = find_string(copy.headers, "x-amz-checksum-" + std::string{name})) {
      result["Checksum" + to_upper(name)] = *std::move(value);
      result["ChecksumType"] = "FULL_OBJECT";
    }
  Reply reply = xml("CopyObjectResult", std::move(result));
  add_encryption(reply, copy.headers);
  add_written_version(reply, bucket, copy);
  if (!source.bucket.versioning.empty())
    add_header(reply, "x-amz-copy-source-version-id", source.object.version_id);
  return reply;
}

}  // namespace eni::sandbox::s3_service
