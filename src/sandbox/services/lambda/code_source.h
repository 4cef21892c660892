#pragma once
/// Where a function's code comes from.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::lambda_service {

/// A zip that was checked.
struct CodePackage {
  std::string zip;
  std::size_t unzipped_bytes = 0;
};

/// The zip that `source` names: ZipFile (base64), S3Bucket with S3Key, read as the caller, or InlineSource
/// (service.h). Checked to be a zip that can be unpacked.
/// @param operation  for Lambda's words
/// @error  InvalidParameterValueException, RequestTooLargeException, AccessDeniedException
Task<ApiResult<CodePackage>> read_code(Call& call, json::object source, std::string_view runtime,
                                       std::string_view operation);

/// Of a zip, read some 10 ms at a time. @error  as of ZipCheck
Task<ApiResult<std::size_t>> unzipped_size(Call& call, const std::string& zip);

}  // namespace eni::sandbox::lambda_service
