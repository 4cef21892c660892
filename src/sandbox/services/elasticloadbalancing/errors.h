#pragma once
/// Elastic Load Balancing's errors: one factory per code that several operations tell, in its words.
/// Sources of wordings: what users of AWS quote in public issues and logs. Those marked "assumed" no stored source confirms;
/// docs/compatibility.md says so.
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"

namespace eni::sandbox::elb_service {

aws::ApiError invalid_configuration(std::string message);  ///< InvalidConfigurationRequest
aws::ApiError invalid_action(std::string message);         ///< InvalidLoadBalancerAction
aws::ApiError not_permitted(std::string message);          ///< OperationNotPermitted
aws::ApiError invalid_target(std::string message);         ///< InvalidTarget
/// What the sandbox leaves out: names it.
aws::ApiError unsupported(std::string_view what);

/// LoadBalancerNotFound: "Load balancers '[ARN OR NAME]' not found"
aws::ApiError load_balancers_not_found(const std::vector<std::string>& names);
aws::ApiError load_balancer_not_found(std::string_view arn);  ///< assumed wording
/// TargetGroupNotFound: of an operation on one, "Target group 'ARN' not found"
aws::ApiError target_group_not_found(std::string_view arn);
/// "One or more target groups not found"
aws::ApiError target_groups_not_found();
aws::ApiError listeners_not_found();  ///< "One or more listeners not found"
aws::ApiError rules_not_found();      ///< assumed wording, after that of listeners

}  // namespace eni::sandbox::elb_service
