#pragma once
/// Where a function's code comes from.
#include "sandbox/gateway/call.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

/// The zip that `source` names: ZipFile (base64), S3Bucket with S3Key, read as the caller, or InlineSource
/// (service.h). Checked to be a zip that can be unpacked, some
/// 10 ms at a time, unless a function has it already.
/// @param operation  for Lambda's words
/// @error  InvalidParameterValueException, RequestTooLargeException, AccessDeniedException
Task<ApiResult<LambdaCode>> read_code(Call& call, json::object source, std::string_view runtime,
                                      std::string_view operation);

}  // namespace eni::sandbox::lambda_service
