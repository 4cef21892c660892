/// How versions come and go, and ListObjectVersions.
#include "sandbox/services/s3/object_versions.h"

#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/s3/access.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/listing.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kVersionAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

std::string next_version_id(Call& call, const S3Bucket& bucket) {
  return bucket.versioning == "Enabled" ? call.random().text(32, kVersionAlphabet) : "null";
}

/// Who may not list the bucket does not learn whether a key exists.
/// @param marker  the delete marker that is the latest version, if there is one
ApiError missing_key(Call& call, const S3Bucket& bucket, const std::string& key,
                     const std::optional<S3Object>& marker) {
  Access access = access_to(call, bucket.name, "");
  access.resources.front().pop_back();  // the bucket, without the slash
  const auto listing =
      call.env.gateway.authorize(call.principal, call.region, "s3:ListBucket", access, call.source_ip);
  if (listing.has_error()) return access_denied();
  return marker ? no_such_key(key, marker->version_id) : no_such_key(key);
}

struct VersionPage {
  json::array versions;
  json::array delete_markers;
  int left = 0;  ///< how many more the page holds
  std::string last_key;
  std::string last_version;
  bool is_truncated = false;
};

json::object described(const Call& call, const S3Bucket& bucket, const S3Object& object, bool is_latest) {
  json::object entry{{"Key", encoded(call, object.key)},
                     {"VersionId", object.version_id},
                     {"IsLatest", is_latest},
                     {"LastModified", iso_time(object.last_modified)},
                     {"Owner", owner(bucket.account)}};
  if (object.is_delete_marker) return entry;
  entry["ETag"] = quoted(object.etag);
  entry["Size"] = object.size;
  entry["StorageClass"] = find_string(object.headers, "x-amz-storage-class").value_or("STANDARD");
  add_listed_checksum(entry, object);
  return entry;
}

/// Adds a key's versions, those after `marker` if it is given and still there. If it is gone, whoever empties the bucket page by
/// page has deleted it, and what is left comes after it.
void add_versions(Call& call, const S3Bucket& bucket, const std::string& key, const std::string& marker,
                  VersionPage& page) {
  bool past_marker = marker.empty() || !repository(call).find_version(bucket.name, key, marker);
  bool is_latest = true;
  for (const S3Object& object : repository(call).versions(bucket.name, key)) {
    if (past_marker && page.left == 0) {
      page.is_truncated = true;
      return;
    }
    if (past_marker) {
      (object.is_delete_marker ? page.delete_markers : page.versions)
          .push_back(described(call, bucket, object, is_latest));
      --page.left;
      page.last_key = key;
      page.last_version = object.version_id;
    }
    past_marker = past_marker || object.version_id == marker;
    is_latest = false;
  }
}

}  // namespace

ApiResult<S3Object> find_object(Call& call, const S3Bucket& bucket, const std::string& key,
                                const std::optional<std::string>& version_id) {
  if (!version_id) {
    auto object = repository(call).find_object(bucket.name, key);
    if (!object || object->is_delete_marker) return missing_key(call, bucket, key, object);
    return *std::move(object);
  }
  if (version_id->empty()) return invalid_argument("Version id cannot be the empty string", "versionId", "");
  if (bucket.versioning.empty() && *version_id != "null")
    return invalid_argument("Invalid version id specified", "versionId", *version_id);
  auto object = repository(call).find_version(bucket.name, key, *version_id);
  if (!object) return no_such_version(key, *version_id);
  if (object->is_delete_marker) return cannot_read_delete_marker(*version_id);
  return *std::move(object);
}

ApiResult<S3Object> find_object(Call& call, const S3Bucket& bucket) {
  ENI_TRY(const auto key, required_key(call));
  return find_object(call, bucket, key, call.params.text("versionId"));
}

S3Object store_object(Call& call, const S3Bucket& bucket, S3Object object) {
  object.version_id = next_version_id(call, bucket);
  object.last_modified = epoch_millis(call.now());
  object.id = repository(call).put_object(bucket.name, object);
  return object;
}

Deletion remove_object(Call& call, const S3Bucket& bucket, const std::string& key,
                       const std::optional<std::string>& version_id) {
  S3Repository& s3 = repository(call);
  if (version_id) {
    const auto object = s3.find_version(bucket.name, key, *version_id);
    if (object) s3.delete_version(bucket.name, key, *version_id);
    return {*version_id, object && object->is_delete_marker};
  }
  if (bucket.versioning.empty()) {
    s3.delete_version(bucket.name, key, "null");
    return {};
  }
  S3Object marker;
  marker.key = key;
  marker.is_delete_marker = true;
  return {store_object(call, bucket, std::move(marker)).version_id, true};
}

ApiResult<Reply> list_object_versions(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto max_keys, count(call, "max-keys", 1000));
  const std::string key_marker = call.params.text_or("key-marker", "");
  const std::string version_marker = call.params.text_or("version-id-marker", "");
  ListRequest request{call.params.text_or("prefix", ""), call.params.text_or("delimiter", ""), key_marker,
                      max_keys};
  S3Repository& s3 = repository(call);
  VersionPage page;
  page.left = max_keys;
  if (!version_marker.empty()) add_versions(call, bucket, key_marker, version_marker, page);

  json::array prefixes;
  const auto keys =
      list_page(request, [&](const std::string& from) { return s3.next_key(bucket.name, from); });
  page.is_truncated = page.is_truncated || keys.is_truncated;
  for (const auto& entry : keys.entries) {
    if (page.left == 0) {
      page.is_truncated = true;
      break;
    }
    if (!entry.is_common_prefix) {
      add_versions(call, bucket, entry.name, {}, page);
      continue;
    }
    prefixes.push_back(json::object{{"Prefix", encoded(call, entry.name)}});
    --page.left;
    page.last_key = entry.name;
    page.last_version.clear();
  }
  json::object reply{{"Name", bucket.name},
                     {"Prefix", encoded(call, request.prefix)},
                     {"KeyMarker", encoded(call, key_marker)},
                     {"VersionIdMarker", version_marker},
                     {"MaxKeys", max_keys}};
  if (!request.delimiter.empty()) reply["Delimiter"] = encoded(call, request.delimiter);
  if (const auto type = call.params.text("encoding-type")) reply["EncodingType"] = *type;
  reply["IsTruncated"] = page.is_truncated;
  if (page.is_truncated) {
    reply["NextKeyMarker"] = encoded(call, page.last_key);
    if (!page.last_version.empty()) reply["NextVersionIdMarker"] = page.last_version;
  }
  reply["Version"] = std::move(page.versions);
  reply["DeleteMarker"] = std::move(page.delete_markers);
  reply["CommonPrefixes"] = std::move(prefixes);
  return xml("ListVersionsResult", std::move(reply));
}

}  // namespace eni::sandbox::s3_service
