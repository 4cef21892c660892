#include "sandbox/services/autoscaling/instances/instance.h"

#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

json::object shown(const AutoScalingInstance& instance, std::string_view healthy,
                   std::string_view unhealthy) {
  json::object value{{"InstanceId", instance.id},
                     {"AvailabilityZone", instance.zone},
                     {"LifecycleState", to_string(instance.state)},
                     {"HealthStatus", instance.is_healthy ? healthy : unhealthy},
                     {"ProtectedFromScaleIn", instance.is_protected}};
  for (const std::string_view name : {"InstanceType", "ImageId", "LaunchTemplate", "LaunchConfigurationName"})
    if (const json::value* member = find(instance.document, name)) value[name] = *member;
  return value;
}

}  // namespace

json::object instance_value(const AutoScalingInstance& instance) {
  return shown(instance, "Healthy", "Unhealthy");
}

json::object instance_details(const AutoScalingInstance& instance, const AutoScalingGroup& group) {
  json::object value = shown(instance, "HEALTHY", "UNHEALTHY");
  value["AutoScalingGroupName"] = group.name;
  return value;
}

ApiError sizes_error(const AutoScalingGroup& group, std::int64_t desired, const std::string& wish) {
  return aws::validation_error("AutoScalingGroup " + group.name +
                               " has min-size=" + std::to_string(integer_at(group.document, "MinSize")) +
                               ", max-size=" + std::to_string(integer_at(group.document, "MaxSize")) +
                               ", and desired-size=" + std::to_string(desired) + ". " + wish +
                               ", please update the AutoScalingGroup sizes appropriately.");
}

Duration time_in_service(const AutoScalingInstance& instance, TimePoint now) {
  const std::int64_t since = integer_at(instance.document, "InServiceSince");
  return since == 0 ? Duration{0} : now - time_of(since);
}

}  // namespace eni::sandbox::autoscaling_service
