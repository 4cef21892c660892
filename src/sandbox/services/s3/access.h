#pragma once
/// What authorization asks IAM about S3's calls. Source: Service Authorization Reference, "Amazon S3".
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::s3_service {

/// arn:aws:s3:::BUCKET, with the bucket's policy and owner.
Access bucket_access(const Call& call);
/// arn:aws:s3:::BUCKET, whosever it is now.
Access new_bucket_access(const Call& call);
/// arn:aws:s3:::BUCKET/KEY, with the bucket's policy and owner.
Access object_access(const Call& call);
/// As bucket_access, but a policy cannot lock out its owner's root.
Access bucket_policy_access(const Call& call);

/// The same for another object than the call's.
Access access_to(const Call& call, const std::string& bucket, const std::string& key);

}  // namespace eni::sandbox::s3_service
