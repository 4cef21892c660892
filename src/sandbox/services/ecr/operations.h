#pragma once
/// Amazon ECR's operations on repositories and registries, listed in operations.cpp with those on images and layers.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

ApiResult<Reply> create_repository(Call& call);
ApiResult<Reply> delete_repository(Call& call);
ApiResult<Reply> describe_repositories(Call& call);
ApiResult<Reply> put_image_scanning_configuration(Call& call);
ApiResult<Reply> put_image_tag_mutability(Call& call);

ApiResult<Reply> get_repository_policy(Call& call);
ApiResult<Reply> set_repository_policy(Call& call);
ApiResult<Reply> delete_repository_policy(Call& call);

ApiResult<Reply> get_registry_policy(Call& call);
ApiResult<Reply> put_registry_policy(Call& call);
ApiResult<Reply> delete_registry_policy(Call& call);
ApiResult<Reply> get_account_setting(Call& call);
ApiResult<Reply> put_account_setting(Call& call);

ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::ecr_service
