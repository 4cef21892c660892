/// ListObjects, ListObjectsV2.
#include "base/text.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/listing.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr int kMaxKeys = 1000;

/// A page's entries as both versions of the operation write them.
struct Listed {
  json::array contents;
  json::array common_prefixes;
  bool is_truncated = false;
  std::string last;  ///< key or common prefix; "" on an empty page
};

json::object described(const Call& call, const S3Object& object) {
  return {{"Key", encoded(call, object.key)},
          {"LastModified", iso_time(object.last_modified)},
          {"ETag", quoted(object.etag)},
          {"Size", object.size},
          {"StorageClass", find_string(object.headers, "x-amz-storage-class").value_or("STANDARD")}};
}

Listed list(Call& call, const S3Bucket& bucket, const ListRequest& request, bool with_owner) {
  S3Repository& s3 = repository(call);
  std::map<std::string, S3Object> seen;
  const ListPage page = list_page(request, [&](const std::string& from) -> std::optional<std::string> {
    auto object = s3.next_object(bucket.name, from);
    if (!object) return std::nullopt;
    std::string key = object->key;
    seen.insert_or_assign(key, *std::move(object));
    return key;
  });
  Listed listed;
  listed.is_truncated = page.is_truncated;
  for (const auto& entry : page.entries) {
    listed.last = entry.name;
    if (entry.is_common_prefix) {
      listed.common_prefixes.push_back(json::object{{"Prefix", encoded(call, entry.name)}});
      continue;
    }
    const S3Object& object = seen.at(entry.name);
    json::object content = described(call, object);
    add_listed_checksum(content, object);
    if (with_owner) content["Owner"] = owner(bucket.account);
    listed.contents.push_back(std::move(content));
  }
  return listed;
}

/// What both versions say of the request.
json::object head(const Call& call, const S3Bucket& bucket, const ListRequest& request) {
  json::object reply{
      {"Name", bucket.name}, {"Prefix", encoded(call, request.prefix)}, {"MaxKeys", request.max_keys}};
  if (!request.delimiter.empty()) reply["Delimiter"] = encoded(call, request.delimiter);
  if (const auto type = call.params.text("encoding-type")) reply["EncodingType"] = *type;
  return reply;
}

ApiResult<ListRequest> request_of(const Call& call) {
  const std::string encoding = call.params.text_or("encoding-type", "url");
  if (encoding != "url")
    return invalid_argument("Invalid Encoding Method specified in Request", "encoding-type", encoding);
  ListRequest request;
  request.prefix = call.params.text_or("prefix", "");
  request.delimiter = call.params.text_or("delimiter", "");
  ENI_TRY(request.max_keys, count(call, "max-keys", kMaxKeys));
  return request;
}

}  // namespace

ApiResult<Reply> list_objects(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(auto request, request_of(call));
  request.after = call.params.text_or("marker", "");
  Listed listed = list(call, bucket, request, true);
  json::object reply = head(call, bucket, request);
  reply["Marker"] = encoded(call, request.after);
  reply["IsTruncated"] = listed.is_truncated;
  // Without a delimiter the last key serves as the marker, so S3 gives none.
  if (listed.is_truncated && !request.delimiter.empty()) reply["NextMarker"] = encoded(call, listed.last);
  reply["Contents"] = std::move(listed.contents);
  reply["CommonPrefixes"] = std::move(listed.common_prefixes);
  return xml("ListBucketResult", std::move(reply));
}

ApiResult<Reply> list_objects_v2(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  if (call.params.text_or("list-type", "2") != "2")
    return invalid_argument("Invalid List Type specified in Request", "list-type",
                            call.params.text_or("list-type", ""));
  ENI_TRY(auto request, request_of(call));
  const auto token = call.params.text("continuation-token");
  const auto start_after = call.params.text("start-after");
  request.after = start_after.value_or("");
  if (token) {
    auto key = base64_decode(*token);
    if (!key || key->empty())
      return invalid_argument("The continuation token provided is incorrect", "continuation-token", *token);
    request.after = *std::move(key);
  }
  Listed listed = list(call, bucket, request, call.params.text_or("fetch-owner", "false") == "true");
  json::object reply = head(call, bucket, request);
  reply["KeyCount"] = listed.contents.size() + listed.common_prefixes.size();
  reply["IsTruncated"] = listed.is_truncated;
  if (token) reply["ContinuationToken"] = *token;
  if (start_after) reply["StartAfter"] = encoded(call, *start_after);
  if (listed.is_truncated) reply["NextContinuationToken"] = base64_encode(listed.last);
  reply["Contents"] = std::move(listed.contents);
  reply["CommonPrefixes"] = std::move(listed.common_prefixes);
  return xml("ListBucketResult", std::move(reply));
}

}  // namespace eni::sandbox::s3_service
