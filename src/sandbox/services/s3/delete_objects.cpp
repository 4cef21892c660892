/// DeleteObject, DeleteObjects.
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/s3/access.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/object_versions.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::size_t kMaxObjects = 1000;

ApiResult<void> authorize(Call& call, const S3Bucket& bucket, const std::string& key,
                          const std::optional<std::string>& version_id) {
  const char* action = version_id ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
  return call.env.gateway.authorize(call.principal, call.region, action, access_to(call, bucket.name, key),
                                    call.source_ip);
}

json::object error_entry(const std::string& key, const ApiError& error) {
  return {{"Key", key}, {"Code", error.code}, {"Message", error.message}};
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
  ENI_CHECK(authorize(call, bucket, key, version_id));
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
    const std::string key = find_string(object.as_object(), "Key").value_or("");
    if (key.empty()) return malformed_xml();
    const auto version_id = find_string(object.as_object(), "VersionId");
    if (const auto allowed = authorize(call, bucket, key, version_id); allowed.has_error()) {
      errors.push_back(error_entry(key, allowed.error()));
      continue;
    }
    const Deletion deletion = remove_object(call, bucket, key, version_id);
    if (!quiet) deleted.push_back(deleted_entry(key, version_id, deletion));
  }
  return xml("DeleteResult", json::object{{"Deleted", std::move(deleted)}, {"Error", std::move(errors)}});
}

}  // namespace eni::sandbox::s3_service
