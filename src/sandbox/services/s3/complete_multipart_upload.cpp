#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/s3/encryption.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/object_versions.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/services/s3/tag_set.h"
#include "sandbox/services/s3/write_conditions.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::int64_t kMinPartBytes = 5 * 1024 * 1024;

/// A part as the caller lists it.
struct Listed {
  int number = 0;
  std::string etag;
};

ApiResult<std::vector<Listed>> listed_parts(const Call& call) {
  ENI_TRY(const auto request, document(call, "CompleteMultipartUpload"));
  const json::value* parts = find(request, "Parts");
  if (parts == nullptr || !parts->is_array() || parts->as_array().empty()) return malformed_xml();
  std::vector<Listed> list;
  for (const json::value& part : parts->as_array()) {
    if (!part.is_object()) return malformed_xml();
    const auto number = parse_integer(scalar_text_at(part.as_object(), "PartNumber"));
    if (!number || *number < 1 || *number > 10'000) return malformed_xml();
    if (!list.empty() && *number <= list.back().number)
      return invalid_part_order(call.params.text_or("uploadId", ""));
    const std::string etag = text_at(part.as_object(), "ETag");
    list.push_back({static_cast<int>(*number), std::string{trim(replace_all(etag, "\"", ""))}});
  }
  return list;
}

/// The uploaded parts that are listed, in their order.
ApiResult<std::vector<S3Part>> chosen_parts(const std::string& upload, const std::vector<Listed>& listed,
                                            const std::vector<S3Part>& uploaded) {
  std::vector<S3Part> chosen;
  for (const Listed& wanted : listed) {
    const auto part = std::find_if(uploaded.begin(), uploaded.end(),
                                   [&](const S3Part& one) { return one.number == wanted.number; });
    if (part == uploaded.end() || part->etag != wanted.etag)
      return invalid_part(upload, wanted.number, wanted.etag);
    chosen.push_back(*part);
  }
  for (std::size_t i = 0; i + 1 < chosen.size(); ++i)
    if (chosen[i].size < kMinPartBytes) return entity_too_small(chosen[i], kMinPartBytes);
  return chosen;
}

/// What the client counted. @error  InvalidRequest
ApiResult<void> check_size(const Call& call, std::int64_t size) {
  const std::string given(call.header("x-amz-mp-object-size"));
  if (given.empty() || parse_integer(given) == size) return {};
  return invalid_request("The provided 'x-amz-mp-object-size' header does not match what was computed");
}

/// MD5 of the parts' MD5s, with their count: how S3 names an object of parts.
std::string etag_of(const std::vector<S3Part>& parts) {
  std::string digests;
  for (const S3Part& part : parts)
    for (std::size_t i = 0; i + 1 < part.etag.size(); i += 2)
      digests += static_cast<char>(std::stoi(part.etag.substr(i, 2), nullptr, 16));
  return hex(md5(digests)) + "-" + std::to_string(parts.size());
}

Reply completed(const Call& call, const S3Bucket& bucket, const S3Object& object) {
  Reply reply = xml("CompleteMultipartUploadResult",
                    json::object{{"Location", call.env.settings.endpoint_url + "/" + bucket.name + "/" +
                                                  percent_encode(object.key, Slash::kKeep)},
                                 {"Bucket", bucket.name},
                                 {"Key", object.key},
                                 {"ETag", quoted(object.etag)}});
  add_encryption(reply, object.headers);
  add_written_version(reply, bucket, object);
  return reply;
}

}  // namespace

ApiResult<Reply> complete_multipart_upload(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  S3Repository& s3 = repository(call);
  // A client that lost the first answer asks again.
  if (const auto object = s3.completed_object(call.params.text_or("uploadId", ""), bucket.name,
                                              call.params.text_or("Key", "")))
    return completed(call, bucket, *object);
  ENI_TRY(const auto upload, find_upload(call));
  ENI_TRY(const auto listed, listed_parts(call));
  ENI_TRY(const auto parts, chosen_parts(upload.id, listed, s3.list_parts(upload.id)));
  ENI_CHECK(check_write_conditions(call, bucket, upload.key, upload.initiated));
  S3Object object;
  object.key = upload.key;
  object.headers = upload.headers;
  ENI_TRY(object.tags, parse_tagging_header(text_at(upload.headers, kTaggingHeader)));
  object.headers.erase(kTaggingHeader);
  object.etag = etag_of(parts);
  for (const S3Part& part : parts) {
    object.size += part.size;
    object.part_sizes.push_back(part.size);
  }
  ENI_CHECK(check_size(call, object.size));
  object = store_object(call, bucket, std::move(object));
  for (const S3Part& part : parts) s3.append_part(upload.id, part.number, object.id);
  s3.complete_upload(upload.id, object.id);
  return completed(call, bucket, object);
}

}  // namespace eni::sandbox::s3_service
