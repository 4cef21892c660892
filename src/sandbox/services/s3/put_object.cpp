#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/s3/conditions.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/object_versions.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/services/s3/tag_set.h"

namespace eni::sandbox::s3_service {
namespace {

/// Conditional writes: If-None-Match "*" and If-Match.
ApiResult<void> check_conditions(Call& call, const S3Bucket& bucket, const std::string& key) {
  const auto none_match = call.header("if-none-match");
  const auto match = call.header("if-match");
  if (none_match.empty() && match.empty()) return {};
  if (!none_match.empty() && none_match != "*")
    return not_implemented("If-None-Match: " + std::string{none_match});
  const auto object = repository(call).find_object(bucket.name, key);
  const bool exists = object && !object->is_delete_marker;
  if (!none_match.empty()) return exists ? ApiResult<void>{precondition_failed()} : ApiResult<void>{};
  if (!exists) return no_such_key();
  const Conditions conditions{.if_match = match};
  if (evaluate(conditions, object->etag, call.now()) == Outcome::kFailed) return precondition_failed();
  return {};
}

}  // namespace

ApiResult<Reply> put_object(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  S3Object object;
  ENI_TRY(object.key, required_key(call));
  ENI_TRY(object.headers, object_headers(call));
  ENI_TRY(object.tags, parse_tagging_header(call.header(kTaggingHeader)));
  ENI_TRY(const auto digests, checked_digests(call));
  ENI_CHECK(check_conditions(call, bucket, object.key));
  for (const auto& [name, value] : digests) object.headers[name] = value;
  object.size = static_cast<std::int64_t>(call.body.size());
  object.etag = hex(md5(call.body));
  object = store_object(call, bucket, std::move(object));
  repository(call).put_bytes(object.id, call.body);

  Reply reply = Reply::raw({}, {});
  reply.headers.clear();
  add_object_headers(reply, bucket, object);
  for (const auto& [name, value] : digests) add_header(reply, std::string{name}, as_text(value));
  return reply;
}

}  // namespace eni::sandbox::s3_service
