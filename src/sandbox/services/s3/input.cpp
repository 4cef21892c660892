#include "sandbox/services/s3/input.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/s3/checksum.h"

namespace eni::sandbox::s3_service {
namespace {

bool is_account_id(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

S3Repository& repository(const Call& call) { return call.store<S3Repository>(); }

ApiResult<S3Bucket> find_bucket(Call& call) {
  const std::string name = call.params.text_or("Bucket", "");
  auto bucket = repository(call).find_bucket(name);
  if (!bucket) return no_such_bucket(name);
  ENI_CHECK(check_owner(*bucket, call.header("x-amz-expected-bucket-owner")));
  return *std::move(bucket);
}

ApiResult<void> check_owner(const S3Bucket& bucket, std::string_view expected) {
  if (expected.empty()) return {};
  if (!is_account_id(expected)) return invalid_bucket_owner(expected);
  if (expected != bucket.account) return access_denied();
  return {};
}

ApiResult<std::string> required_key(const Call& call) {
  std::string key = call.params.text_or("Key", "");
  if (key.empty()) return invalid_argument("Object key cannot be empty");
  if (key.size() > 1024) return ApiError{"KeyTooLongError", "Your key is too long", 400};
  return key;
}

ApiResult<S3Upload> find_upload(Call& call) {
  const std::string id = call.params.text_or("uploadId", "");
  auto upload = repository(call).find_upload(id);
  if (!upload || upload->bucket != call.params.text_or("Bucket", "") ||
      upload->key != call.params.text_or("Key", ""))
    return no_such_upload(id);
  return *std::move(upload);
}

ApiResult<json::object> document(const Call& call, std::string_view name) {
  ENI_CHECK(check_content_md5(call.header("content-md5"), call.body));
  if (const json::object* given = call.params.object(name)) return *given;
  return malformed_xml();
}

ApiResult<int> count(const Call& call, std::string_view name, int max) {
  const auto value = call.params.integer(name, 0, INT32_MAX);
  if (value.has_error())
    return invalid_argument("Provided " + std::string{name} + " not an integer or within integer range", name,
                            call.params.text_or(name, ""));
  return static_cast<int>(std::min<long long>(value->value_or(max), max));
}

bool is_true(const json::object& object, std::string_view member) {
  const json::value* value = find(object, member);
  if (value == nullptr) return false;
  return value->is_bool() ? value->as_bool() : iequals(as_text(*value), "true");
}

Reply xml(std::string_view root, json::value members) {
  json::object value;
  value[root] = std::move(members);
  return Reply{std::move(value)};
}

Reply no_content() {
  Reply reply = Reply::raw({}, {});
  reply.status = 204;
  reply.headers.clear();
  return reply;
}

void add_header(Reply& reply, std::string name, std::string value) {
  reply.headers.emplace_back(std::move(name), std::move(value));
}

std::string quoted(std::string_view etag) { return '"' + std::string{etag} + '"'; }

std::string iso_time(std::int64_t millis) { return iso8601_millis(TimePoint{Duration{millis}}); }

json::object owner(std::string_view account) {
  return {{"ID", hex(sha256("canonical user " + std::string{account}))}};
}

std::string encoded(const Call& call, std::string_view text) {
  return call.params.text_or("encoding-type", "") == "url" ? percent_encode(text, Slash::kKeep)
                                                           : std::string{text};
}

}  // namespace eni::sandbox::s3_service
