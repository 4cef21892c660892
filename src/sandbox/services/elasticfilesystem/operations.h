#pragma once
/// Amazon EFS's operations, listed in operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::efs_service {

ApiResult<Reply> create_file_system(Call& call);
ApiResult<Reply> describe_file_systems(Call& call);
ApiResult<Reply> update_file_system(Call& call);
ApiResult<Reply> delete_file_system(Call& call);

Task<ApiResult<Reply>> create_mount_target(Call& call);
ApiResult<Reply> describe_mount_targets(Call& call);
Task<ApiResult<Reply>> delete_mount_target(Call& call);
ApiResult<Reply> describe_mount_target_security_groups(Call& call);
Task<ApiResult<Reply>> modify_mount_target_security_groups(Call& call);

ApiResult<Reply> create_access_point(Call& call);
ApiResult<Reply> describe_access_points(Call& call);
ApiResult<Reply> delete_access_point(Call& call);

ApiResult<Reply> put_lifecycle_configuration(Call& call);
ApiResult<Reply> describe_lifecycle_configuration(Call& call);
ApiResult<Reply> put_backup_policy(Call& call);
ApiResult<Reply> describe_backup_policy(Call& call);
ApiResult<Reply> put_file_system_policy(Call& call);
ApiResult<Reply> describe_file_system_policy(Call& call);
ApiResult<Reply> delete_file_system_policy(Call& call);

ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::efs_service
