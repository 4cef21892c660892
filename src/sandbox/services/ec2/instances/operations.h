#pragma once
/// Operations on instances, listed in operations.cpp.
#include "base/task.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

Task<ApiResult<Reply>> associate_iam_instance_profile(Call& call);
ApiResult<Reply> describe_iam_instance_profile_associations(Call& call);
ApiResult<Reply> describe_instance_attribute(Call& call);
ApiResult<Reply> describe_instance_credit_specifications(Call& call);
ApiResult<Reply> describe_instance_status(Call& call);
ApiResult<Reply> describe_instances(Call& call);
ApiResult<Reply> disassociate_iam_instance_profile(Call& call);
ApiResult<Reply> get_console_output(Call& call);
ApiResult<Reply> modify_instance_attribute(Call& call);
ApiResult<Reply> modify_instance_credit_specification(Call& call);
ApiResult<Reply> modify_instance_metadata_options(Call& call);
ApiResult<Reply> modify_private_dns_name_options(Call& call);
ApiResult<Reply> monitor_instances(Call& call);
ApiResult<Reply> reboot_instances(Call& call);
Task<ApiResult<Reply>> replace_iam_instance_profile_association(Call& call);
Task<ApiResult<Reply>> run_instances(Call& call);
ApiResult<Reply> start_instances(Call& call);
ApiResult<Reply> stop_instances(Call& call);
ApiResult<Reply> terminate_instances(Call& call);
ApiResult<Reply> unmonitor_instances(Call& call);

}  // namespace eni::sandbox::ec2_service
