#pragma once
/// A target group as replies show it.
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

json::object target_group_value(const Call& call, const ElbTargetGroup& group);
/// {"TargetGroups": [it]}
Reply reply_with(const Call& call, const ElbTargetGroup& group);

}  // namespace eni::sandbox::elb_service
