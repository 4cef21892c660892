#pragma once
/// An instance of a group: what its document has, and how replies show it.
///
/// Document: InstanceType, ImageId, SubnetId, LaunchTemplate {LaunchTemplateId, LaunchTemplateName, Version} or
/// LaunchConfigurationName, Spot, LaunchTime, InServiceSince (milliseconds since the epoch), Activity (the id of the one that goes
/// on), Actions (hooks/lifecycle_actions.h), UnhealthyFor (why it is to be replaced), Asked (EC2 was told to terminate it).
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// As in AutoScalingGroup.Instances.
json::object instance_value(const AutoScalingInstance& instance);
/// As DescribeAutoScalingInstances shows it.
json::object instance_details(const AutoScalingInstance& instance, const AutoScalingGroup& group);

/// The group's sizes do not let instances come or go. `wish`: "To detach 1 instance".
/// @error  ValidationError with the sizes, and what to do
ApiError sizes_error(const AutoScalingGroup& group, std::int64_t desired, const std::string& wish);

/// How long an instance has been in service; zero if it is not.
Duration time_in_service(const AutoScalingInstance& instance, TimePoint now);

}  // namespace eni::sandbox::autoscaling_service
