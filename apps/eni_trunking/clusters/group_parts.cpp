#include <algorithm>
#include <set>

#include "base/text.h"
#include "diagnosis/rollout/record.h"
#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;
using diagnosis::Group;
using diagnosis::InstanceRefresh;
using diagnosis::LaunchTemplate;

namespace {

/// Of a group with one launch template, or with a mixed instances policy.
const json::object& launch_template_of(const json::value& shown) {
  const json::object& plain = object_at(shown, "LaunchTemplate");
  if (!plain.empty()) return plain;
  return object_at(object_at(object_at(shown, "MixedInstancesPolicy"), "LaunchTemplate"),
                   "LaunchTemplateSpecification");
}

Group read_group(const json::value& shown) {
  Group group;
  group.name = text_at(shown, "AutoScalingGroupName");
  group.arn = text_at(shown, "AutoScalingGroupARN");
  group.min_size = number_at(shown, "MinSize");
  group.max_size = number_at(shown, "MaxSize");
  group.desired = number_at(shown, "DesiredCapacity");
  group.launch_template_id = text_at(launch_template_of(shown), "LaunchTemplateId");
  group.launch_template_version = text_at(launch_template_of(shown), "Version");
  group.has_mixed_policy = find(shown, "MixedInstancesPolicy") != nullptr;
  const json::object& mixed = object_at(object_at(shown, "MixedInstancesPolicy"), "LaunchTemplate");
  for (const json::value& one : array_at(mixed, "Overrides")) {
    const std::string type = text_at(one, "InstanceType");
    if (!type.empty()) group.override_types.push_back(type);
  }
  for (const std::string& subnet : split(text_at(shown, "VPCZoneIdentifier"), ',')) {
    if (!trim(subnet).empty()) group.subnet_ids.emplace_back(trim(subnet));
  }
  group.zones = strings_at(shown, "AvailabilityZones");
  group.suspended_processes = texts_of(array_at(shown, "SuspendedProcesses"), "ProcessName");
  for (const json::value& one : array_at(shown, "Instances"))
    group.instances.push_back({text_at(one, "InstanceId"), text_at(one, "LifecycleState"),
                               boolean_at(one, "ProtectedFromScaleIn")});
  for (const json::value& one : array_at(shown, "Tags")) {
    if (text_at(one, "Key") == "AmazonECSManaged") group.has_managed_tag = true;
    if (text_at(one, "Key") == "aws:cloudformation:stack-name") group.stack_name = text_at(one, "Value");
    if (text_at(one, "Key") == diagnosis::kRolloutTag) group.rollout = text_at(one, "Value");
    if (text_at(one, "Key") == diagnosis::kRolloutClusterTag) group.rollout_cluster = text_at(one, "Value");
  }
  const bool has_warm_up = find(shown, "DefaultInstanceWarmup") != nullptr;
  group.warm_up = std::chrono::seconds{
      number_at(shown, has_warm_up ? "DefaultInstanceWarmup" : "HealthCheckGracePeriod")};
  group.protects_new_instances = boolean_at(shown, "NewInstancesProtectedFromScaleIn");
  return group;
}

LaunchTemplate read_launch_template(const json::value& shown) {
  LaunchTemplate launch_template;
  launch_template.id = text_at(shown, "launchTemplateId");
  launch_template.name = text_at(shown, "launchTemplateName");
  launch_template.version = scalar_text_at(shown.as_object(), "versionNumber");
  const json::object& data = object_at(shown, "launchTemplateData");
  launch_template.instance_type = text_at(data, "instanceType");
  launch_template.image_id = text_at(data, "imageId");
  const json::object& profile = object_at(data, "iamInstanceProfile");
  launch_template.profile = text_at(profile, "arn");
  if (launch_template.profile.empty()) launch_template.profile = text_at(profile, "name");
  launch_template.user_data = base64_decode(text_at(data, "userData")).value_or("");
  const json::value* dns = find(data, "privateDnsNameOptions");
  launch_template.has_a_record = dns && boolean_at(*dns, "enableResourceNameDnsARecord");
  return launch_template;
}

/// Long enough to explain what a group does today.
constexpr std::chrono::hours kActivitiesSince{24};

/// That of ECS is an alarm that triggered a policy.
bool is_set_by_hand(const std::string& cause) {
  return cause.find("changing the desired capacity") != std::string::npos &&
         (cause.find("a user request explicitly set group desired capacity") != std::string::npos ||
          cause.find("a user request update of AutoScalingGroup constraints") != std::string::npos);
}

InstanceRefresh read_refresh(const json::value& shown) {
  InstanceRefresh refresh;
  refresh.id = text_at(shown, "InstanceRefreshId");
  refresh.status = text_at(shown, "Status");
  refresh.percentage = number_at(shown, "PercentageComplete");
  refresh.started_at = time_at(shown, "StartTime");
  const json::value preferences = object_at(shown, "Preferences");
  refresh.protected_instances = text_at(preferences, "ScaleInProtectedInstances");
  if (refresh.protected_instances.empty()) refresh.protected_instances = "Wait";
  refresh.min_healthy = number_at(preferences, "MinHealthyPercentage");
  refresh.max_healthy = number_at(preferences, "MaxHealthyPercentage");
  refresh.skips_matching = boolean_at(preferences, "SkipMatching");
  return refresh;
}

bool has_ended(const std::string& status) {
  constexpr std::string_view kEnds[] = {"Successful",         "Failed",         "Cancelled",
                                        "RollbackSuccessful", "RollbackFailed", ""};
  return std::find(std::begin(kEnds), std::end(kEnds), status) != std::end(kEnds);
}

}  // namespace

void ClusterReader::add_groups(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const auto groups = ask_all(client, "autoscaling", "DescribeAutoScalingGroups", {{"MaxRecords", 100}},
                                "AutoScalingGroups");
    if (!groups) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& shown : *groups) {
      Group group = read_group(shown);
      description_.groups.emplace(group.name, std::move(group));
    }
  });
}

void ClusterReader::add_launch_templates(Jobs& jobs) {
  for (const Group* group : relevant_groups()) {
    if (group->launch_template_id.empty()) continue;
    jobs.push_back([this, group](AwsClient& client) {
      const std::string version =
          group->launch_template_version.empty() ? "$Default" : group->launch_template_version;
      const auto versions = ask_all(client, "ec2", "DescribeLaunchTemplateVersions",
                                    {{"LaunchTemplateId", group->launch_template_id},
                                     {"LaunchTemplateVersion", json::array{json::value(version)}}},
                                    "launchTemplateVersionSet", group->launch_template_id);
      if (!versions || versions->empty() || !versions->front().is_object()) return;
      LaunchTemplate launch_template = read_launch_template(versions->front());
      const std::lock_guard lock{mutex_};
      description_.launch_templates.emplace(group->name, std::move(launch_template));
    });
  }
}

void ClusterReader::add_scaling_activities(Jobs& jobs) {
  std::set<std::string> names;
  for (const auto& [name, provider] : description_.providers) {
    if (provider.has_managed_scaling && description_.groups.contains(provider.group_name))
      names.insert(provider.group_name);
  }
  for (const std::string& name : names) {
    Group& group = description_.groups.at(name);
    jobs.push_back([this, &group](AwsClient& client) {
      const auto reply = ask(client, "autoscaling", "DescribeScalingActivities",
                             {{"AutoScalingGroupName", group.name}, {"MaxRecords", 100}}, group.name);
      if (!reply) return;
      for (const json::value& activity : array_at(*reply, "Activities")) {
        const TimePoint at = time_at(activity, "StartTime");
        const std::string cause = text_at(activity, "Cause");
        if (at > description_.now - kActivitiesSince && is_set_by_hand(cause))
          group.set_by_hand.push_back({at, cause});
      }
    });
  }
}

void ClusterReader::add_refreshes(Jobs& jobs) {
  for (const Group* relevant : relevant_groups()) {
    Group& group = description_.groups.at(relevant->name);
    jobs.push_back([this, &group](AwsClient& client) {
      const auto reply = ask(client, "autoscaling", "DescribeInstanceRefreshes",
                             {{"AutoScalingGroupName", group.name}, {"MaxRecords", 1}}, group.name);
      if (!reply) return;
      const json::array& refreshes = array_at(*reply, "InstanceRefreshes");
      if (refreshes.empty() || has_ended(text_at(refreshes.front(), "Status"))) return;
      group.refresh = read_refresh(refreshes.front());
    });
  }
}

void ClusterReader::add_draining_hooks(Jobs& jobs) {
  for (const Group* relevant : relevant_groups()) {
    Group& group = description_.groups.at(relevant->name);
    jobs.push_back([this, &group](AwsClient& client) {
      const auto reply = ask(client, "autoscaling", "DescribeLifecycleHooks",
                             {{"AutoScalingGroupName", group.name}}, group.name);
      if (!reply) return;
      const auto names = texts_of(array_at(*reply, "LifecycleHooks"), "LifecycleHookName");
      group.has_draining_hook =
          std::find(names.begin(), names.end(), diagnosis::kDrainingHook) != names.end();
    });
  }
}

}  // namespace eni::command
