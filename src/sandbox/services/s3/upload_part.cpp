/// UploadPart, UploadPartCopy.
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/s3/byte_range.h"
#include "sandbox/services/s3/copy_source.h"
#include "sandbox/services/s3/encryption.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

ApiResult<int> part_number(const Call& call) {
  const auto number = call.params.integer("partNumber", 1, 10'000);
  if (number.has_error() || !*number)
    return invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber",
                            call.params.text_or("partNumber", ""));
  return static_cast<int>(**number);
}

S3Part store_part(Call& call, const S3Upload& upload, int number, std::string_view bytes) {
  const S3Part part{number, static_cast<std::int64_t>(bytes.size()), hex(md5(bytes)),
                    epoch_millis(call.now())};
  repository(call).put_part(upload.id, part, bytes);
  return part;
}

/// x-amz-copy-source-range must be bytes=FIRST-LAST, within the source.
ApiResult<ByteRange> source_range(const Call& call, std::int64_t size) {
  const auto header = call.header("x-amz-copy-source-range");
  if (header.empty()) return ByteRange{0, size};
  const auto range = parse_range(header, size);
  if (range.has_error() || !*range || header.ends_with('-') || header.starts_with("bytes=-"))
    return invalid_argument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and "
        "last are the zero-based offsets of the first and last bytes to copy",
        "x-amz-copy-source-range", header);
  return **range;
}

}  // namespace

ApiResult<Reply> upload_part(Call& call) {
  ENI_CHECK(find_bucket(call));
  ENI_TRY(const auto number, part_number(call));
  ENI_TRY(const auto upload, find_upload(call));
  ENI_TRY(const auto digests, checked_digests(call));
  const S3Part part = store_part(call, upload, number, call.body);
  Reply reply = Reply::raw({}, {});
  reply.headers.clear();
  add_header(reply, "ETag", quoted(part.etag));
  add_encryption(reply, upload.headers);
  for (const auto& [name, value] : digests) add_header(reply, std::string{name}, as_text(value));
  return reply;
}

ApiResult<Reply> upload_part_copy(Call& call) {
  ENI_CHECK(find_bucket(call));
  ENI_TRY(const auto number, part_number(call));
  ENI_TRY(const auto upload, find_upload(call));
  ENI_TRY(const auto source, find_copy_source(call));
  ENI_TRY(const auto range, source_range(call, source.object.size));
  const std::string bytes = repository(call).bytes(source.object.id, range.offset, range.length);
  const S3Part part = store_part(call, upload, number, bytes);
  Reply reply = xml("CopyPartResult", json::object{{"LastModified", iso_time(part.last_modified)},
                                                   {"ETag", quoted(part.etag)}});
  if (!source.bucket.versioning.empty())
    add_header(reply, "x-amz-copy-source-version-id", source.object.version_id);
  return reply;
}

}  // namespace eni::sandbox::s3_service
