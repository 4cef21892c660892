/// CreateMultipartUpload, AbortMultipartUpload, ListMultipartUploads, ListParts.
#include "base/time_text.h"
#include "sandbox/services/s3/encryption.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/services/s3/tag_set.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kUploadAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

/// Where a page of uploads begins. AWS reads upload-id-marker only beside key-marker; then it says the key as well.
struct Start {
  std::string key;
  std::string id;
};

ApiResult<Start> start_of_page(Call& call, const S3Bucket& bucket) {
  Start start{call.params.text_or("key-marker", ""), {}};
  const std::string id = call.params.text_or("upload-id-marker", "");
  if (start.key.empty() || id.empty()) return start;
  const auto upload = repository(call).find_upload(id);
  if (!upload || upload->bucket != bucket.name)
    return invalid_argument("Invalid uploadId marker", "upload-id-marker", id);
  return Start{upload->key, upload->id};
}

/// The bucket's uploads that come after the start, in their order.
std::vector<S3Upload> uploads_after(Call& call, const S3Bucket& bucket, const Start& start) {
  std::vector<S3Upload> left;
  bool is_past_id = false;
  for (S3Upload& upload : repository(call).list_uploads(bucket.name)) {
    const bool has_key = upload.key == start.key;
    if (start.key.empty() || upload.key > start.key || (has_key && is_past_id)) left.push_back(upload);
    is_past_id = is_past_id || (has_key && upload.id == start.id);
  }
  return left;
}

}  // namespace

ApiResult<Reply> create_multipart_upload(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  S3Upload upload;
  ENI_TRY(upload.key, required_key(call));
  ENI_TRY(upload.headers, object_headers(call, bucket));
  // Kept with the headers until the object is made.
  ENI_TRY(const auto tags, parse_tagging_header(call.header(kTaggingHeader)));
  if (!tags.empty()) upload.headers[kTaggingHeader] = call.header(kTaggingHeader);
  upload.bucket = bucket.name;
  upload.id = call.random().text(64, kUploadAlphabet);
  upload.initiated = epoch_millis(call.now());
  repository(call).create_upload(upload);
  Reply reply = xml("InitiateMultipartUploadResult",
                    json::object{{"Bucket", bucket.name}, {"Key", upload.key}, {"UploadId", upload.id}});
  add_encryption(reply, upload.headers);
  if (const auto algorithm = call.header("x-amz-checksum-algorithm"); !algorithm.empty())
    add_header(reply, "x-amz-checksum-algorithm", std::string{algorithm});
  return reply;
}

ApiResult<Reply> abort_multipart_upload(Call& call) {
  ENI_CHECK(find_bucket(call));
  ENI_TRY(const auto upload, find_upload(call));
  repository(call).delete_upload(upload.id);
  return no_content();
}

ApiResult<Reply> list_multipart_uploads(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto max_uploads, count(call, "max-uploads", 1000));
  if (call.params.has("delimiter")) return not_implemented("delimiter of ListMultipartUploads");
  ENI_TRY(const auto start, start_of_page(call, bucket));
  const std::string prefix = call.params.text_or("prefix", "");
  const std::string key_marker = call.params.text_or("key-marker", "");
  const std::string id_marker = call.params.text_or("upload-id-marker", "");
  json::object reply{{"Bucket", bucket.name},
                     {"KeyMarker", encoded(call, key_marker)},
                     {"UploadIdMarker", id_marker},
                     {"Prefix", encoded(call, prefix)},
                     {"MaxUploads", max_uploads}};
  json::array entries;
  bool is_truncated = false;
  for (const S3Upload& upload : uploads_after(call, bucket, start)) {
    if (!upload.key.starts_with(prefix)) continue;
    is_truncated = entries.size() == static_cast<std::size_t>(max_uploads);
    if (is_truncated) break;
    entries.push_back(json::object{{"Key", encoded(call, upload.key)},
                                   {"UploadId", upload.id},
                                   {"Initiator", owner(bucket.account)},
                                   {"Owner", owner(bucket.account)},
                                   {"StorageClass", "STANDARD"},
                                   {"Initiated", iso_time(upload.initiated)}});
    reply["NextKeyMarker"] = encoded(call, upload.key);
    reply["NextUploadIdMarker"] = upload.id;
  }
  if (const auto type = call.params.text("encoding-type")) reply["EncodingType"] = *type;
  reply["IsTruncated"] = is_truncated;
  reply["Upload"] = std::move(entries);
  return xml("ListMultipartUploadsResult", std::move(reply));
}

ApiResult<Reply> list_parts(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto upload, find_upload(call));
  ENI_TRY(const auto max_parts, count(call, "max-parts", 1000));
  ENI_TRY(const auto marker, count(call, "part-number-marker", 10'000));
  const int after = call.params.has("part-number-marker") ? marker : 0;
  json::array entries;
  int last = 0;
  bool is_truncated = false;
  for (const S3Part& part : repository(call).list_parts(upload.id)) {
    if (part.number <= after) continue;
    is_truncated = entries.size() == static_cast<std::size_t>(max_parts);
    if (is_truncated) break;
    last = part.number;
    entries.push_back(json::object{{"PartNumber", part.number},
                                   {"LastModified", iso_time(part.last_modified)},
                                   {"ETag", quoted(part.etag)},
                                   {"Size", part.size}});
  }
  return xml("ListPartsResult", json::object{{"Bucket", bucket.name},
                                             {"Key", upload.key},
                                             {"UploadId", upload.id},
                                             {"Initiator", owner(bucket.account)},
                                             {"Owner", owner(bucket.account)},
                                             {"StorageClass", "STANDARD"},
                                             {"PartNumberMarker", after},
                                             {"NextPartNumberMarker", last},
                                             {"MaxParts", max_parts},
                                             {"IsTruncated", is_truncated},
                                             {"Part", std::move(entries)}});
}

}  // namespace eni::sandbox::s3_service
