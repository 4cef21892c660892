#pragma once
/// Amazon S3's operations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::s3_service {

ApiResult<Reply> list_buckets(Call& call);
ApiResult<Reply> create_bucket(Call& call);
ApiResult<Reply> delete_bucket(Call& call);
ApiResult<Reply> head_bucket(Call& call);
ApiResult<Reply> get_bucket_location(Call& call);

ApiResult<Reply> get_bucket_versioning(Call& call);
ApiResult<Reply> put_bucket_versioning(Call& call);
ApiResult<Reply> get_bucket_policy(Call& call);
ApiResult<Reply> put_bucket_policy(Call& call);
ApiResult<Reply> delete_bucket_policy(Call& call);
ApiResult<Reply> get_public_access_block(Call& call);
ApiResult<Reply> put_public_access_block(Call& call);
ApiResult<Reply> delete_public_access_block(Call& call);
ApiResult<Reply> get_bucket_encryption(Call& call);
ApiResult<Reply> put_bucket_encryption(Call& call);
ApiResult<Reply> delete_bucket_encryption(Call& call);
ApiResult<Reply> get_bucket_ownership_controls(Call& call);
ApiResult<Reply> put_bucket_ownership_controls(Call& call);
ApiResult<Reply> delete_bucket_ownership_controls(Call& call);
ApiResult<Reply> get_bucket_tagging(Call& call);
ApiResult<Reply> put_bucket_tagging(Call& call);
ApiResult<Reply> delete_bucket_tagging(Call& call);

ApiResult<Reply> put_bucket_lifecycle_configuration(Call& call);
ApiResult<Reply> delete_bucket_lifecycle(Call& call);

ApiResult<Reply> get_bucket_accelerate_configuration(Call& call);
ApiResult<Reply> put_bucket_acl(Call& call);
ApiResult<Reply> get_bucket_acl(Call& call);
ApiResult<Reply> get_bucket_cors(Call& call);
ApiResult<Reply> get_bucket_lifecycle_configuration(Call& call);
ApiResult<Reply> get_bucket_logging(Call& call);
ApiResult<Reply> get_bucket_notification_configuration(Call& call);
ApiResult<Reply> get_bucket_replication(Call& call);
ApiResult<Reply> get_bucket_request_payment(Call& call);
ApiResult<Reply> get_bucket_website(Call& call);
ApiResult<Reply> get_object_lock_configuration(Call& call);

ApiResult<Reply> list_objects(Call& call);
ApiResult<Reply> list_objects_v2(Call& call);
ApiResult<Reply> list_object_versions(Call& call);
ApiResult<Reply> put_object(Call& call);
ApiResult<Reply> get_object(Call& call);
ApiResult<Reply> head_object(Call& call);
ApiResult<Reply> copy_object(Call& call);
ApiResult<Reply> delete_object(Call& call);
ApiResult<Reply> delete_objects(Call& call);
ApiResult<Reply> get_object_tagging(Call& call);
ApiResult<Reply> put_object_tagging(Call& call);
ApiResult<Reply> delete_object_tagging(Call& call);

ApiResult<Reply> create_multipart_upload(Call& call);
ApiResult<Reply> upload_part(Call& call);
ApiResult<Reply> upload_part_copy(Call& call);
ApiResult<Reply> complete_multipart_upload(Call& call);
ApiResult<Reply> abort_multipart_upload(Call& call);
ApiResult<Reply> list_multipart_uploads(Call& call);
ApiResult<Reply> list_parts(Call& call);

}  // namespace eni::sandbox::s3_service
