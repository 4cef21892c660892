#pragma once
/// Operations about groups, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

Task<ApiResult<Reply>> create_auto_scaling_group(Call& call);
Task<ApiResult<Reply>> update_auto_scaling_group(Call& call);
Task<ApiResult<Reply>> delete_auto_scaling_group(Call& call);
ApiResult<Reply> describe_auto_scaling_groups(Call& call);
ApiResult<Reply> set_desired_capacity(Call& call);

ApiResult<Reply> create_or_update_tags(Call& call);
ApiResult<Reply> delete_tags(Call& call);
ApiResult<Reply> describe_tags(Call& call);

ApiResult<Reply> suspend_processes(Call& call);
ApiResult<Reply> resume_processes(Call& call);
ApiResult<Reply> describe_scaling_process_types(Call& call);

ApiResult<Reply> enable_metrics_collection(Call& call);
ApiResult<Reply> disable_metrics_collection(Call& call);
ApiResult<Reply> describe_metric_collection_types(Call& call);

Task<ApiResult<Reply>> attach_load_balancer_target_groups(Call& call);
Task<ApiResult<Reply>> detach_load_balancer_target_groups(Call& call);
ApiResult<Reply> describe_load_balancer_target_groups(Call& call);
ApiResult<Reply> describe_load_balancers(Call& call);
ApiResult<Reply> describe_traffic_sources(Call& call);
ApiResult<Reply> describe_warm_pool(Call& call);

ApiResult<Reply> describe_account_limits(Call& call);
ApiResult<Reply> describe_termination_policy_types(Call& call);
ApiResult<Reply> describe_auto_scaling_notification_types(Call& call);
ApiResult<Reply> describe_notification_configurations(Call& call);

}  // namespace eni::sandbox::autoscaling_service
