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

ApiResult<Reply> put_object(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  S3Object object;
  ENI_TRY(object.key, required_key(call));
  ENI_TRY(object.headers, object_headers(call, bucket));
  ENI_TRY(object.tags, parse_tagging_header(call.header(kTaggingHeader)));
  ENI_TRY(auto digests, checked_digests(call));
  add_default_checksum(digests, call.body);
  ENI_CHECK(check_write_conditions(call, bucket, object.key));
  for (const auto& [name, value] : digests) object.headers[name] = value;
  object.size = static_cast<std::int64_t>(call.body.size());
  object.etag = hex(md5(call.body));
  object = store_object(call, bucket, std::move(object));
  repository(call).put_bytes(object.id, call.body);

  Reply reply = Reply::raw({}, {});
  reply.headers.clear();
  add_header(reply, "ETag", quoted(object.etag));
  add_encryption(reply, object.headers);
  add_written_version(reply, bucket, object);
  for (const auto& [name, value] : digests) add_header(reply, std::string{name}, as_text(value));
  add_header(reply, "x-amz-checksum-type", "FULL_OBJECT");
  return reply;
}

}  // namespace eni::sandbox::s3_service
