#pragma once
/// Conditional writes and deletions: If-None-Match and If-Match against what a key holds now.
/// Sources: Amazon S3 User Guide, "Add preconditions to S3 operations with conditional requests"; LocalStack's tests
/// that were verified on AWS.
#include "sandbox/gateway/call.h"
#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {

/// For PutObject, CopyObject and CompleteMultipartUpload.
/// @param began  of a multipart upload: an object that was written since is a conflict; nothing for writes at once
/// @error  NotImplemented for both headers, If-None-Match but "*" and If-Match "*"; NoSuchKey, PreconditionFailed,
/// ConditionalRequestConflict
ApiResult<void> check_write_conditions(Call& call, const S3Bucket& bucket, const std::string& key,
                                       std::optional<std::int64_t> began = std::nullopt);

/// For DeleteObject and an entry of DeleteObjects.
/// @param etag  of the object that may go, "*" for any, "" for no condition
/// @error  NoSuchKey, PreconditionFailed
ApiResult<void> check_delete_condition(Call& call, const S3Bucket& bucket, const std::string& key,
                                       std::string_view etag);

}  // namespace eni::sandbox::s3_service
