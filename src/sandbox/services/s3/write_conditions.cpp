#include "sandbox/services/s3/write_conditions.h"

#include "sandbox/services/s3/conditions.h"
#include "sandbox/services/s3/input.h"

namespace eni::sandbox::s3_service {
namespace {

ApiError conflict() {
  return {"ConditionalRequestConflict",
          "The conditional request cannot succeed due to a conflicting operation against this resource.",
          409};
}

bool matches(Call& call, const S3Object& object, std::string_view etag) {
  const Conditions conditions{.if_match = etag};
  return evaluate(conditions, object.etag, call.now(), call.now()) != Outcome::kFailed;
}

/// The latest version of a key, if that is an object.
std::optional<S3Object> live_object(Call& call, const S3Bucket& bucket, const std::string& key) {
  auto object = repository(call).find_object(bucket.name, key);
  if (object && object->is_delete_marker) return std::nullopt;
  return object;
}

}  // namespace

ApiResult<void> check_write_conditions(Call& call, const S3Bucket& bucket, const std::string& key,
                                       std::optional<std::int64_t> began) {
  const auto none_match = call.header("if-none-match");
  const auto match = call.header("if-match");
  if (none_match.empty() && match.empty()) return {};
  if (!none_match.empty() && !match.empty()) return not_implemented("If-Match with If-None-Match");
  if (!none_match.empty() && none_match != "*")
    return not_implemented("If-None-Match: " + std::string{none_match});
  if (match == "*") return not_implemented("If-Match: *");
  const auto object = live_object(call, bucket, key);
  if (!none_match.empty())
    return object ? ApiResult<void>{precondition_failed("If-None-Match")} : ApiResult<void>{};
  if (!object) return no_such_key(key);
  if (!matches(call, *object, match)) return precondition_failed("If-Match");
  if (began && *began < object->last_modified) return conflict();
  return {};
}

ApiResult<void> check_delete_condition(Call& call, const S3Bucket& bucket, const std::string& key,
                                       std::string_view etag) {
  if (etag.empty()) return {};
  const auto latest = repository(call).find_object(bucket.name, key);
  if (!latest) return no_such_key(key);
  if (latest->is_delete_marker || !matches(call, *latest, etag)) return precondition_failed("If-Match");
  return {};
}

}  // namespace eni::sandbox::s3_service
