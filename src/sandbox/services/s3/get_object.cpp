/// GetObject, HeadObject.
#include <numeric>

#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/s3/access.h"
#include "sandbox/services/s3/byte_range.h"
#include "sandbox/services/s3/conditions.h"
#include "sandbox/services/s3/encryption.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_headers.h"
#include "sandbox/services/s3/object_versions.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

enum class Body { kSent, kLeftOut };

struct Override {
  const char* parameter;
  const char* header;
};
constexpr Override kOverrides[] = {{"response-cache-control", "cache-control"},
                                   {"response-content-disposition", "content-disposition"},
                                   {"response-content-encoding", "content-encoding"},
                                   {"response-content-language", "content-language"},
                                   {"response-content-type", "content-type"},
                                   {"response-expires", "expires"}};

void add_kept_headers(Reply& reply, const Call& call, json::object kept, bool with_checksums) {
  for (const Override& row : kOverrides)
    if (auto value = call.params.text(row.parameter)) kept[row.header] = *value;
  bool has_checksum = false;
  for (const auto& [name, value] : kept) {
    const std::string header{name};
    if (header.starts_with(kEncryptionHeader)) continue;  // add_object_headers has told it
    const bool is_checksum = header.starts_with("x-amz-checksum-");
    if (is_checksum && !with_checksums) continue;
    has_checksum = has_checksum || is_checksum;
    add_header(reply, header, as_text(value));
  }
  if (has_checksum) add_header(reply, "x-amz-checksum-type", "FULL_OBJECT");
}

Reply not_modified(const S3Bucket& bucket, const S3Object& object) {
  Reply reply = Reply::raw({}, {});
  reply.status = 304;
  reply.headers.clear();
  add_object_headers(reply, bucket, object);
  return reply;
}

ApiResult<Outcome> checked_conditions(const Call& call, const S3Object& object) {
  const Conditions conditions{call.header("if-match"), call.header("if-none-match"),
                              call.header("if-modified-since"), call.header("if-unmodified-since")};
  const Outcome outcome =
      evaluate(conditions, object.etag, TimePoint{Duration{object.last_modified}}, call.now());
  if (outcome == Outcome::kFailed)
    return precondition_failed(conditions.if_match.empty() ? "If-Unmodified-Since" : "If-Match");
  return outcome;
}

/// Where a part of a multipart upload is within the object; an object that was put as a whole is its own first part.
ApiResult<ByteRange> part_range(const S3Object& object, long long number) {
  const std::vector<std::int64_t> whole{object.size};
  const auto& sizes = object.part_sizes.empty() ? whole : object.part_sizes;
  if (number > static_cast<long long>(sizes.size()))
    return ApiError{"InvalidPartNumber", "The requested partnumber is not satisfiable", 416};
  const auto part = sizes.begin() + number - 1;
  return ByteRange{std::accumulate(sizes.begin(), part, std::int64_t{0}), *part};
}

/// What Range or partNumber asks for; nothing for the whole object.
ApiResult<std::optional<ByteRange>> wanted_range(const Call& call, const S3Object& object) {
  const auto header = call.header("range");
  if (!call.params.has("partNumber")) return parse_range(header, object.size);
  if (!header.empty())
    return invalid_request("Cannot specify both Range header and partNumber query parameter");
  const auto number = call.params.integer("partNumber", 1, 10'000);
  if (number.has_error() || !*number)
    return invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber",
                            call.params.text_or("partNumber", ""));
  ENI_TRY(const auto range, part_range(object, **number));
  return std::optional{range};
}

ApiResult<Reply> object_reply(Call& call, Body body) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto object, find_object(call, bucket));
  if (call.params.has("versionId"))
    ENI_CHECK(call.env.gateway.authorize(call.principal, call.region, "s3:GetObjectVersion",
                                         object_access(call), call.source_ip));
  ENI_TRY(const auto outcome, checked_conditions(call, object));
  if (outcome == Outcome::kNotModified) return not_modified(bucket, object);
  ENI_TRY(const auto range, wanted_range(call, object));
  const ByteRange part = range.value_or(ByteRange{0, object.size});

  Reply reply =
      Reply::raw(body == Body::kSent ? repository(call).bytes(object.id, part.offset, part.length) : "", {});
  reply.headers.clear();
  add_header(reply, "Accept-Ranges", "bytes");
  add_header(reply, "Last-Modified", http_date(TimePoint{Duration{object.last_modified}}));
  add_object_headers(reply, bucket, object);
  const bool with_checksums = call.header("x-amz-checksum-mode") == "ENABLED" && !range;
  add_kept_headers(reply, call, object.headers, with_checksums);
  if (!object.tags.empty()) add_header(reply, "x-amz-tagging-count", std::to_string(object.tags.size()));
  if (call.params.has("partNumber") && !object.part_sizes.empty())
    add_header(reply, "x-amz-mp-parts-count", std::to_string(object.part_sizes.size()));
  if (range && range->length > 0) {
    reply.status = 206;
    add_header(reply, "Content-Range", content_range(part, object.size));
  }
  // The length of what GetObject would send.
  if (body == Body::kLeftOut) add_header(reply, "Content-Length", std::to_string(part.length));
  return reply;
}

}  // namespace

ApiResult<Reply> get_object(Call& call) { return object_reply(call, Body::kSent); }
ApiResult<Reply> head_object(Call& call) { return object_reply(call, Body::kLeftOut); }

}  // namespace eni::sandbox::s3_service
