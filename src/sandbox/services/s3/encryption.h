#pragma once
/// How an object is said to be encrypted at rest: by S3 itself (AES256), or by KMS with the key that AWS keeps for S3 in each account
/// (aws:kms). Nothing is encrypted here, and there are no other keys.
#include "sandbox/gateway/call.h"
#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {

inline constexpr std::string_view kEncryptionHeader = "x-amz-server-side-encryption";
inline constexpr std::string_view kEncryptionKeyHeader = "x-amz-server-side-encryption-aws-kms-key-id";

/// Whether a key that a caller names is AWS's own: "", its alias, or an ARN of either.
bool is_managed_key(const Call& call, const S3Bucket& bucket, std::string_view key);

/// What is kept of it with a new object: by the request's headers or, without these, as the bucket does it. Empty for AES256.
/// @error  NotImplemented for other keys and ways
ApiResult<json::object> encryption_headers(const Call& call, const S3Bucket& bucket);

/// Says so in an answer. @param kept  the object's headers
void add_encryption(Reply& reply, const json::object& kept);

}  // namespace eni::sandbox::s3_service
