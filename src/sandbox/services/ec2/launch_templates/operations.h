#pragma once
/// Operations on launch templates, listed in operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> create_launch_template(Call& call);
ApiResult<Reply> create_launch_template_version(Call& call);
ApiResult<Reply> delete_launch_template(Call& call);
ApiResult<Reply> delete_launch_template_versions(Call& call);
ApiResult<Reply> describe_launch_template_versions(Call& call);
ApiResult<Reply> describe_launch_templates(Call& call);
ApiResult<Reply> modify_launch_template(Call& call);

}  // namespace eni::sandbox::ec2_service
