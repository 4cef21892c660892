#include "sandbox/services/lambda/code_source.h"

#include "aws/error_kind.h"
#include "base/hash.h"
#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/lambda/code_archive.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/runtimes.h"

namespace eni::sandbox::lambda_service {

namespace {

/// As the API's front end counts: the zip in base64, and the rest of the request.
constexpr std::size_t kMaxRequestBytes = 70'167'211;
constexpr std::size_t kMaxInlineBytes = 4 * 1024 * 1024;

ApiError s3_error(const ApiError& error, const std::string& bucket, const std::string& key) {
  const std::string details = " S3 Error Code: " + error.code + ". S3 Error Message: " + error.message;
  if (error.http_status == 403) {
    return {"AccessDeniedException",
            "Your access has been denied by S3, please make sure your request credentials have permission to "
            "GetObject "
            "for " +
                bucket + "/" + key + "." + details,
            403};
  }
  // Not the caller's mistake: clients, CloudFormation among them, try again.
  if (aws::error_kind(error.code, error.http_status) == aws::ErrorKind::kThrottling)
    return {"TooManyRequestsException", "Rate Exceeded.", 429};
  return invalid_value("Error occurred while GetObject." + details);
}

Task<ApiResult<std::string>> read_object(Call& call, json::object source) {
  const std::string bucket = text_at(source, "S3Bucket");
  const std::string key = text_at(source, "S3Key");
  if (bucket.empty() || key.empty()) co_return invalid_value("Please provide a source for function code.");
  json::object params{{"Bucket", bucket}, {"Key", key}};
  if (const auto version = find_string(source, "S3ObjectVersion")) params["versionId"] = *version;
  ApiResult<Reply> reply =
      co_await call.env.gateway.call(call.principal, call.region, "s3", "GetObject", std::move(params));
  if (!reply) co_return s3_error(reply.error(), bucket, key);
  co_return std::move(reply->bytes);
}

ApiResult<std::string> decode_zip_file(const json::object& source, std::string_view operation) {
  const std::string text = text_at(source, "ZipFile");
  if (text.size() > kMaxRequestBytes) return request_too_large(operation, kMaxRequestBytes);
  auto zip = base64_decode(text);
  if (!zip)
    return invalid_value("Could not unzip uploaded file. Please check your file, then try to upload again.");
  return *std::move(zip);
}

ApiResult<std::string> pack_inline(const json::object& source, std::string_view runtime) {
  const std::string text = text_at(source, "InlineSource");
  ENI_TRY(const Runtime* known, find_runtime(runtime));
  if (known->launcher == Launcher::kBootstrap) {
    return invalid_value(
        "ZipFile can only be used when Runtime is set to either of nodejs, python; not for " +
        std::string(runtime));
  }
  if (text.empty()) return invalid_value("Please provide a source for function code.");
  if (text.size() > kMaxInlineBytes) return invalid_value("ZipFile must not be larger than 4194304 bytes");
  return zip_inline_source(known->launcher, text);
}

/// Read some 10 ms at a time. @error  as of ZipCheck
Task<ApiResult<std::int64_t>> unzipped_size(Call& call, const std::string& zip) {
  ZipCheck check{zip};
  for (bool ended = false; !ended;) {
    const ApiResult<bool> part = check.go_on();
    if (!part) co_return part.error();
    ended = *part;
    if (!ended) co_await yield(call.env.scheduler);
  }
  co_return static_cast<std::int64_t>(check.unzipped_bytes());
}

}  // namespace

Task<ApiResult<LambdaCode>> read_code(Call& call, json::object source, std::string_view runtime,
                                      std::string_view operation) {
  ApiResult<std::string> zip{std::string{}};
  if (source.contains("ZipFile")) {
    zip = decode_zip_file(source, operation);
  } else if (source.contains("InlineSource")) {
    zip = pack_inline(source, runtime);
  } else {
    zip = co_await read_object(call, std::move(source));
  }
  if (!zip) co_return zip.error();
  if (zip->size() > kMaxZipBytes) co_return request_too_large(operation, kMaxRequestBytes);
  LambdaCode code;
  code.zip = std::move(*zip);
  code.sha256 = base64_encode(sha256(code.zip));
  const auto known = call.store<LambdaRepository>().unzipped_bytes(code.sha256);
  if (known) {
    code.unzipped_bytes = *known;
  } else {
    ENI_CO_TRY(code.unzipped_bytes, co_await unzipped_size(call, code.zip));
  }
  co_return code;
}

}  // namespace eni::sandbox::lambda_service
