#include "sandbox/services/s3/operations.h"

#include "sandbox/services/s3/access.h"
#include "sandbox/services/s3/service.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kAnyRegion = "every bucket is reached through every region";
constexpr std::string_view kNotCombined =
    "the checksums of parts are verified, but not combined into the object's";
constexpr std::string_view kNeverSet = "answers as of a bucket that was not told; writing it is refused";

// wire name, IAM action, resource, run, route, known differences
const Operation kOperations[] = {
    {"ListBuckets", "s3:ListAllMyBuckets", bucket_access, list_buckets, "GET /"},

    {"CreateBucket", "s3:CreateBucket", new_bucket_access, create_bucket, "PUT /{Bucket}",
     "access control lists and object lock are refused"},
    {"DeleteBucket", "s3:DeleteBucket", bucket_access, delete_bucket, "DELETE /{Bucket}"},
    {"HeadBucket", "s3:ListBucket", bucket_access, head_bucket, "HEAD /{Bucket}", kAnyRegion},
    {"GetBucketLocation", "s3:GetBucketLocation", bucket_access, get_bucket_location,
     "GET /{Bucket}?location"},

    {"GetBucketVersioning", "s3:GetBucketVersioning", bucket_access, get_bucket_versioning,
     "GET /{Bucket}?versioning"},
    {"PutBucketVersioning", "s3:PutBucketVersioning", bucket_access, put_bucket_versioning,
     "PUT /{Bucket}?versioning", "MfaDelete is refused"},
    {"GetBucketPolicy", "s3:GetBucketPolicy", bucket_policy_access, get_bucket_policy,
     "GET /{Bucket}?policy"},
    {"PutBucketPolicy", "s3:PutBucketPolicy", bucket_policy_access, put_bucket_policy, "PUT /{Bucket}?policy",
     "a policy with any condition counts as not public"},
    {"DeleteBucketPolicy", "s3:DeleteBucketPolicy", bucket_policy_access, delete_bucket_policy,
     "DELETE /{Bucket}?policy"},
    {"GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", bucket_access, get_public_access_block,
     "GET /{Bucket}?publicAccessBlock"},
    {"PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock", bucket_access, put_public_access_block,
     "PUT /{Bucket}?publicAccessBlock",
     "only BlockPublicPolicy has an effect: requests without a signature are refused"},
    {"DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock", bucket_access, delete_public_access_block,
     "DELETE /{Bucket}?publicAccessBlock"},
    {"GetBucketEncryption", "s3:GetEncryptionConfiguration", bucket_access, get_bucket_encryption,
     "GET /{Bucket}?encryption"},
    {"PutBucketEncryption", "s3:PutEncryptionConfiguration", bucket_access, put_bucket_encryption,
     "PUT /{Bucket}?encryption", "only AES256; nothing is encrypted at rest"},
    {"DeleteBucketEncryption", "s3:PutEncryptionConfiguration", bucket_access, delete_bucket_encryption,
     "DELETE /{Bucket}?encryption"},
    {"GetBucketOwnershipControls", "s3:GetBucketOwnershipControls", bucket_access,
     get_bucket_ownership_controls, "GET /{Bucket}?ownershipControls"},
    {"PutBucketOwnershipControls", "s3:PutBucketOwnershipControls", bucket_access,
     put_bucket_ownership_controls, "PUT /{Bucket}?ownershipControls", "only BucketOwnerEnforced"},
    {"DeleteBucketOwnershipControls", "s3:PutBucketOwnershipControls", bucket_access,
     delete_bucket_ownership_controls, "DELETE /{Bucket}?ownershipControls"},
    {"GetBucketTagging", "s3:GetBucketTagging", bucket_access, get_bucket_tagging, "GET /{Bucket}?tagging"},
    {"PutBucketTagging", "s3:PutBucketTagging", bucket_access, put_bucket_tagging, "PUT /{Bucket}?tagging"},
    {"DeleteBucketTagging", "s3:PutBucketTagging", bucket_access, delete_bucket_tagging,
     "DELETE /{Bucket}?tagging"},

    {"GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration", bucket_access,
     get_bucket_accelerate_configuration, "GET /{Bucket}?accelerate", kNeverSet},
    {"GetBucketAcl", "s3:GetBucketAcl", bucket_access, get_bucket_acl, "GET /{Bucket}?acl", kNeverSet},
    {"GetBucketCors", "s3:GetBucketCORS", bucket_access, get_bucket_cors, "GET /{Bucket}?cors", kNeverSet},
    {"GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration", bucket_access,
     get_bucket_lifecycle_configuration, "GET /{Bucket}?lifecycle", kNeverSet},
    {"GetBucketLogging", "s3:GetBucketLogging", bucket_access, get_bucket_logging, "GET /{Bucket}?logging",
     kNeverSet},
    {"GetBucketNotificationConfiguration", "s3:GetBucketNotification", bucket_access,
     get_bucket_notification_configuration, "GET /{Bucket}?notification", kNeverSet},
    {"GetBucketReplication", "s3:GetReplicationConfiguration", bucket_access, get_bucket_replication,
     "GET /{Bucket}?replication", kNeverSet},
    {"GetBucketRequestPayment", "s3:GetBucketRequestPayment", bucket_access, get_bucket_request_payment,
     "GET /{Bucket}?requestPayment", kNeverSet},
    {"GetBucketWebsite", "s3:GetBucketWebsite", bucket_access, get_bucket_website, "GET /{Bucket}?website",
     kNeverSet},
    {"GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration", bucket_access,
     get_object_lock_configuration, "GET /{Bucket}?object-lock", kNeverSet},

    {"ListObjects", "s3:ListBucket", bucket_access, list_objects, "GET /{Bucket}"},
    {"ListObjectsV2", "s3:ListBucket", bucket_access, list_objects_v2, "GET /{Bucket}?list-type"},
    {"ListObjectVersions", "s3:ListBucketVersions", bucket_access, list_object_versions,
     "GET /{Bucket}?versions"},
    // Each object is authorized by itself.
    {"DeleteObjects", "s3:DeleteObject", kNoAuthorization, delete_objects, "POST /{Bucket}?delete"},

    {"GetObject", "s3:GetObject", object_access, get_object, "GET /{Bucket}/{Key+}",
     "a version needs s3:GetObject beside s3:GetObjectVersion"},
    {"HeadObject", "s3:GetObject", object_access, head_object, "HEAD /{Bucket}/{Key+}"},
    {"PutObject", "s3:PutObject", object_access, put_object, "PUT /{Bucket}/{Key+}",
     "KMS, customer keys, access control lists and object lock are refused"},
    {"CopyObject", "s3:PutObject", object_access, copy_object, "PUT /{Bucket}/{Key+}#x-amz-copy-source"},
    // A version needs another permission, so it authorizes by itself.
    {"DeleteObject", "s3:DeleteObject", kNoAuthorization, delete_object, "DELETE /{Bucket}/{Key+}"},

    {"GetObjectTagging", "s3:GetObjectTagging", object_access, get_object_tagging,
     "GET /{Bucket}/{Key+}?tagging"},
    {"PutObjectTagging", "s3:PutObjectTagging", object_access, put_object_tagging,
     "PUT /{Bucket}/{Key+}?tagging"},
    {"DeleteObjectTagging", "s3:DeleteObjectTagging", object_access, delete_object_tagging,
     "DELETE /{Bucket}/{Key+}?tagging"},

    {"CreateMultipartUpload", "s3:PutObject", object_access, create_multipart_upload,
     "POST /{Bucket}/{Key+}?uploads"},
    {"UploadPart", "s3:PutObject", object_access, upload_part, "PUT /{Bucket}/{Key+}?partNumber&uploadId"},
    {"UploadPartCopy", "s3:PutObject", object_access, upload_part_copy,
     "PUT /{Bucket}/{Key+}?partNumber&uploadId#x-amz-copy-source"},
    {"CompleteMultipartUpload", "s3:PutObject", object_access, complete_multipart_upload,
     "POST /{Bucket}/{Key+}?uploadId", kNotCombined},
    {"AbortMultipartUpload", "s3:AbortMultipartUpload", object_access, abort_multipart_upload,
     "DELETE /{Bucket}/{Key+}?uploadId"},
    {"ListMultipartUploads", "s3:ListBucketMultipartUploads", bucket_access, list_multipart_uploads,
     "GET /{Bucket}?uploads", "delimiter is refused"},
    {"ListParts", "s3:ListMultipartUploadParts", object_access, list_parts, "GET /{Bucket}/{Key+}?uploadId"},
};

}  // namespace

const Service kService = {
    .name = "s3",
    .title = "Amazon S3",
    .protocol = Protocol::kRestXml,
    .version = "2006-03-01",
    .xml_namespace = "http://s3.amazonaws.com/doc/2006-03-01/",
    .target_prefix = {},
    .operations = kOperations,
};

}  // namespace eni::sandbox::s3_service
