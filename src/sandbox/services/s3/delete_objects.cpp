/// DeleteObject, DeleteObjects.
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/s3/access.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/object_versions.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/services/s3/write_conditions.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::size_t kMaxObjects = 1000;

/// Who deletes an object on condition that it has an ETag learns whether it has: that takes the permission to read it.
/// Source: Amazon S3 User Guide, "Enforce conditional deletes on Amazon S3 buckets".
ApiResult<void> authorize(Call& call, const S3Bucket& bucket, const std::string& key,
                          const std::optional<std::string>& version_id, std::string_view etag) {
  const Access access = access_to(call, bucket.name, key);
  const auto require = [&](std::string_view action) {
    return call.env.gateway.authorize(call.principal, call.region, action, access, call.source_ip);
  };
  ENI_CHECK(require(version_id ? "s3:DeleteObjectVersion" : "s3:DeleteObject"));
  return etag.empty() || etag == "*" ? ApiResult<void>{} : require("s3:GetObject");
}

/// A version that a bucket which never was versioned cannot have. DeleteObject calls it an invalid argument,
/// DeleteObjects a version that is not there.
bool is_unknown_version(const S3Bucket& bucket, const std::optional<std::string>& version_id) {
  return version_id && bucket.versioning.empty() && *version_id != "null";
}

/// What refuses to go on: a condition that asks for more than the object's ETag, or does not hold; a version that an
/// unversioned bucket cannot have.
ApiResult<void> check_deletion(Call& call, const S3Bucket& bucket, const std::string& key,
                               const std::optional<std::string>& version_id, std::string_view etag) {
  if (is_unknown_version(bucket, version_id))
    return invalid_argument("Invalid version id specified", "versionId", *version_id);
  if (version_id && !etag.empty()) return not_implemented("If-Match with a version");
  return check_delete_condition(call, bucket, key, etag);
}

json::object error_entry(const std::string& key, const std::optional<std::string>& version_id,
                         const ApiError& error) {
  json::object entry{{"Key", key}, {"Code", error.code}, {"Message", error.message}};
  if (version_id) entry["VersionId"] = *version_id;
  return entry;
}

/// Deletes what one entry of DeleteObjects names.
ApiResult<Deletion> delete_one(Call& call, const S3Bucket& bucket, const std::string& key,
                               const std::optional<std::string>& version_id, std::string_view etag) {
  ENI_CHECK(authorize(call, bucket, key, version_id, etag));
  if (is_unknown_version(bucket, version_id)) return no_such_version(key, *version_id);
  ENI_CHECK(check_deletion(call, bucket, key, version_id, etag));
  return remove_object(call, bucket, key, version_id);
}

json::object deleted_entry(const std::string& key, const std::optional<std::string>& version_id,
                           const Deletion& deletion) {
  json::object entry;
  entry["Key"] = key;
  if (version_id) entry["VersionId"] = *version_id;
  if (!deletion.is_delete_marker) return entry;
  entry["DeleteMarker"] = true;
  entry["DeleteMarkerVersionId"] = deletion.version_id;
  return entry;
}

}  // namespace

ApiResult<Reply> delete_object(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto key, required_key(call));
  const auto version_id = call.params.text("versionId");
  const auto etag = call.header("if-match");
  ENI_CHECK(authorize(call, bucket, key, version_id, etag));
  ENI_CHECK(check_deletion(call, bucket, key, version_id, etag));
  const Deletion deletion = remove_object(call, bucket, key, version_id);
  Reply reply = no_content();
  if (deletion.is_delete_marker) add_header(reply, "x-amz-delete-marker", "true");
  if (!deletion.version_id.empty()) add_header(reply, "x-amz-version-id", deletion.version_id);
  return reply;
}

ApiResult<Reply> delete_objects(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_CHECK(checked_digests(call));
  ENI_TRY(const auto request, document(call, "Delete"));
  const json::value* objects = find(request, "Objects");
  if (objects == nullptr || !objects->is_array() || objects->as_array().size() > kMaxObjects)
    return malformed_xml();
  const bool quiet = is_true(request, "Quiet");
  json::array deleted;
  json::array errors;
  for (const json::value& object : objects->as_array()) {
    if (!object.is_object()) return malformed_xml();
    const std::string key = text_at(object.as_object(), "Key");
    if (key.empty()) return malformed_xml();
    const auto version_id = find_string(object.as_object(), "VersionId");
    const std::string etag = text_at(object.as_object(), "ETag");
    const auto deletion = delete_one(call, bucket, key, version_id, etag);
    if (deletion.has_error()) {
      errors.push_back(error_entry(key, version_id, deletion.error()));
      continue;
    }
    if (!quiet) deleted.push_back(deleted_entry(key, version_id, *deletion));
  }
  return xml("DeleteResult", json::object{{"Deleted", std::move(deleted)}, {"Error", std::move(errors)}});
}

}  // namespace eni::sandbox::s3_service
