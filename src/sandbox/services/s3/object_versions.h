#pragma once
/// How versions come and go by the bucket's versioning.
#include "sandbox/gateway/call.h"
#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {

/// The object the call names, by its versionId or the latest. It is no delete marker.
/// @error  NoSuchKey (or AccessDenied for who may not list the bucket), NoSuchVersion, MethodNotAllowed
ApiResult<S3Object> find_object(Call& call, const S3Bucket& bucket);
ApiResult<S3Object> find_object(Call& call, const S3Bucket& bucket, const std::string& key,
                                const std::optional<std::string>& version_id);

/// Writes an object's row, with its version and time; the bytes follow.
S3Object store_object(Call& call, const S3Bucket& bucket, S3Object object);

struct Deletion {
  std::string
      version_id;  ///< of what was deleted, or of the delete marker that was made; "" without versioning
  bool is_delete_marker = false;
};
/// Deletes a version, or the object; a versioned one gets a delete marker. What is not there is no error.
Deletion remove_object(Call& call, const S3Bucket& bucket, const std::string& key,
                       const std::optional<std::string>& version_id);

}  // namespace eni::sandbox::s3_service
