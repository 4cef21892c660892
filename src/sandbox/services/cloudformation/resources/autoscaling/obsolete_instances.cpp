#include "sandbox/services/cloudformation/resources/autoscaling/obsolete_instances.h"

#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

bool is_leaving(const json::object& instance) {
  const std::string state = scalar_text_at(instance, "LifecycleState");
  return state.starts_with("Terminat") || state.starts_with("Detach");
}

/// The launch templates that the group may launch from.
std::vector<json::object> templates_of(const json::object& group) {
  std::vector<json::object> templates;
  if (const json::object& plain = object_at(group, "LaunchTemplate"); !plain.empty())
    templates.push_back(plain);
  const json::object& mixed = object_at(object_at(group, "MixedInstancesPolicy"), "LaunchTemplate");
  if (const json::object& base = object_at(mixed, "LaunchTemplateSpecification"); !base.empty())
    templates.push_back(base);
  for (const json::object& choice : objects_of(mixed, "Overrides")) {
    const json::object& own = object_at(choice, "LaunchTemplateSpecification");
    if (!own.empty()) templates.push_back(own);
  }
  return templates;
}

bool is_same_template(const json::object& wanted, const json::object& used) {
  const std::string version = scalar_text_at(wanted, "Version");
  const bool has_id = wanted.contains("LaunchTemplateId");
  const std::string_view key = has_id ? "LaunchTemplateId" : "LaunchTemplateName";
  if (scalar_text_at(wanted, key) != scalar_text_at(used, key)) return false;
  return version.empty() || version.starts_with("$") || version == scalar_text_at(used, "Version");
}

bool is_from_source(const json::object& group, const json::object& instance) {
  const std::string configuration = scalar_text_at(group, "LaunchConfigurationName");
  if (!configuration.empty()) return scalar_text_at(instance, "LaunchConfigurationName") == configuration;
  const json::object& used = object_at(instance, "LaunchTemplate");
  for (const json::object& wanted : templates_of(group)) {
    if (is_same_template(wanted, used)) return true;
  }
  return false;
}

/// Ids of instances outside of the subnets that the group has now.
Task<ApiResult<std::set<std::string>>> outside_of_subnets(ResourceCall& call, std::vector<std::string> ids) {
  std::set<std::string> outside;
  if (!has_changed(call, "VPCZoneIdentifier") || ids.empty()) co_return outside;
  const std::vector<std::string> subnets = texts_at(call.properties, "VPCZoneIdentifier");
  const json::object params{{"InstanceId", text_array(ids)}};
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "DescribeInstances", params));
  for (const json::object& reservation : objects_of(reply, "reservationSet")) {
    for (const json::object& instance : objects_of(reservation, "instancesSet")) {
      const std::string subnet = scalar_text_at(instance, "subnetId");
      if (std::find(subnets.begin(), subnets.end(), subnet) == subnets.end())
        outside.insert(scalar_text_at(instance, "instanceId"));
    }
  }
  co_return outside;
}

}  // namespace

std::vector<std::string> staying_instances(const json::object& group) {
  std::vector<std::string> ids;
  for (const json::object& instance : objects_of(group, "Instances")) {
    if (!is_leaving(instance)) ids.push_back(scalar_text_at(instance, "InstanceId"));
  }
  return ids;
}

Task<ApiResult<std::vector<std::string>>> obsolete_instances(ResourceCall& call, json::object group) {
  std::vector<std::string> staying = staying_instances(group);
  ENI_CO_TRY(const auto outside, co_await outside_of_subnets(call, staying));
  std::vector<std::string> obsolete;
  for (const json::object& instance : objects_of(group, "Instances")) {
    const std::string id = scalar_text_at(instance, "InstanceId");
    if (is_leaving(instance)) continue;
    if (outside.contains(id) || !is_from_source(group, instance)) obsolete.push_back(id);
  }
  co_return obsolete;
}

}  // namespace eni::sandbox::cloudformation
