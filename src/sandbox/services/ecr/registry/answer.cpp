#include "sandbox/services/ecr/registry/answer.h"

#include "base/excerpt.h"

namespace eni::sandbox::ecr_service {
namespace {

using Kind = RegistryRoute::Kind;

constexpr std::size_t kMaxMessageBytes = 2048;

struct Row {
  std::string_view code;  ///< of ECR's API
  int status;
  std::string_view registry_code;
};

constexpr Row kRows[] = {
    {"RepositoryNotFoundException", 404, "NAME_UNKNOWN"},
    {"AccessDeniedException", 403, "DENIED"},
    {"DeniedException", 403, "DENIED"},
    {"UnauthorizedException", 401, "UNAUTHORIZED"},
    {"ImageTagAlreadyExistsException", 400, "TAG_INVALID"},
    {"LayersNotFoundException", 404, "MANIFEST_BLOB_UNKNOWN"},
    {"ReferencedImagesNotFoundException", 404, "MANIFEST_BLOB_UNKNOWN"},
    {"ImageDigestDoesNotMatchException", 400, "DIGEST_INVALID"},
    {"InvalidLayerException", 400, "DIGEST_INVALID"},
    {"UploadNotFoundException", 404, "BLOB_UPLOAD_UNKNOWN"},
    {"EmptyUploadException", 400, "BLOB_UPLOAD_INVALID"},
    {"InvalidLayerPartException", 416, "BLOB_UPLOAD_INVALID"},
    {"LimitExceededException", 429, "TOOMANYREQUESTS"},
    {"ThrottlingException", 429, "TOOMANYREQUESTS"},
};

/// Of an input that is wrong, by what the request is about.
std::string_view invalid_code(Kind kind) {
  switch (kind) {
    case Kind::kManifest:
      return "MANIFEST_INVALID";
    case Kind::kUpload:
    case Kind::kUploads:
      return "BLOB_UPLOAD_INVALID";
    case Kind::kBlob:
    case Kind::kReferrers:
      return "DIGEST_INVALID";
    default:
      return "NAME_INVALID";
  }
}

}  // namespace

RegistryError to_registry_error(Kind kind, const ApiError& error) {
  for (const Row& row : kRows) {
    if (row.code != error.code) continue;
    const bool is_layer = kind == Kind::kBlob && row.code == "LayersNotFoundException";
    return {row.status, std::string(is_layer ? "BLOB_UNKNOWN" : row.registry_code), error.message};
  }
  if (error.http_status >= 500) return {error.http_status, "UNAVAILABLE", error.message};
  return {400, std::string(invalid_code(kind)), error.message};
}

net::Response write_error(const RegistryError& error) {
  json::object one{{"code", error.code}, {"message", excerpt(error.message, kMaxMessageBytes)}};
  json::array errors;
  errors.push_back(std::move(one));
  net::Response response{error.status, error.headers,
                         json::serialize(json::object{{"errors", std::move(errors)}})};
  response.headers.set("Content-Type", "application/json; charset=utf-8");
  return response;
}

}  // namespace eni::sandbox::ecr_service
