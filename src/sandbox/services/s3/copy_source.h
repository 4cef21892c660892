#pragma once
/// The source of CopyObject and UploadPartCopy, shared by the two.
#include "sandbox/gateway/call.h"
#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {

struct CopySource {
  S3Bucket bucket;
  S3Object object;
  bool is_version = false;  ///< the source was named with its version
};

/// Finds what x-amz-copy-source names; the caller may read it, and its x-amz-copy-source-if-… conditions
/// hold.
/// @error  InvalidArgument, NoSuchBucket, NoSuchKey, AccessDenied, PreconditionFailed
ApiResult<CopySource> find_copy_source(Call& call);

}  // namespace eni::sandbox::s3_service
