#include "sandbox/services/autoscaling/groups/group_settings.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sandbox/services/autoscaling/launches/launch_source.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::int64_t kMinLifetime = 86'400;
constexpr std::size_t kMaxOverrides = 40;
constexpr std::array<std::string_view, 7> kPolicies = {"OldestInstance",
                                                       "NewestInstance",
                                                       "OldestLaunchTemplate",
                                                       "OldestLaunchConfiguration",
                                                       "Default",
                                                       "ClosestToNextInstanceHour",
                                                       "AllocationStrategy"};
constexpr std::array<std::string_view, 4> kHealthChecks = {"EC2", "ELB", "EBS", "VPC_LATTICE"};

constexpr std::string_view kBestEffort = "balanced-best-effort";

/// What settings keep as it is given.
constexpr std::array<std::string_view, 17> kKept = {"MinSize",
                                                    "MaxSize",
                                                    "DesiredCapacity",
                                                    "DefaultCooldown",
                                                    "HealthCheckType",
                                                    "HealthCheckGracePeriod",
                                                    "VPCZoneIdentifier",
                                                    "AvailabilityZones",
                                                    "TerminationPolicies",
                                                    "NewInstancesProtectedFromScaleIn",
                                                    "CapacityRebalance",
                                                    "MaxInstanceLifetime",
                                                    "DefaultInstanceWarmup",
                                                    "DesiredCapacityType",
                                                    "InstanceMaintenancePolicy",
                                                    "DeletionProtection",
                                                    "AvailabilityZoneDistribution"};
constexpr std::array<std::string_view, 3> kSources = {"LaunchTemplate", "LaunchConfigurationName",
                                                      "MixedInstancesPolicy"};

std::string number_text(const json::object& settings, std::string_view name) {
  return std::to_string(integer_at(settings, name));
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

ApiResult<void> check_termination_policies(const json::object& settings) {
  const auto policies = texts_at(settings, "TerminationPolicies");
  for (std::size_t at = 0; at < policies.size(); ++at) {
    const std::string& policy = policies[at];
    if (policy.starts_with("arn:"))
      return aws::validation_error("the sandbox does not support Lambda functions as termination policies");
    if (!is_one_of(policy, kPolicies))
      return aws::validation_error("Termination policy " + policy + " is not valid.");
    if (policy == "Default" && at + 1 != policies.size())
      return aws::validation_error("The Default termination policy must be the last one in the list.");
  }
  return {};
}

ApiResult<void> check_health_check(const json::object& settings) {
  for (const std::string& type : split(text_at(settings, "HealthCheckType"), ','))
    if (!is_one_of(trim(type), kHealthChecks))
      return aws::validation_error("Unrecognized health check type: " + type);
  return {};
}

/// balanced-only keeps a zone's place empty where it has no capacity.
ApiResult<void> check_distribution(const json::object& settings) {
  const std::string strategy =
      text_at(object_at(settings, "AvailabilityZoneDistribution"), "CapacityDistributionStrategy");
  if (strategy.empty() || strategy == kBestEffort) return {};
  return aws::validation_error("the sandbox does not support the CapacityDistributionStrategy " + strategy);
}

ApiResult<void> check_lifetime(const json::object& settings) {
  const std::int64_t lifetime = integer_at(settings, "MaxInstanceLifetime");
  if (lifetime == 0 || lifetime >= kMinLifetime) return {};
  return aws::validation_error("MaxInstanceLifetime must be 0 or at least 86400 seconds.");
}

ApiResult<void> check_not_negative(const json::object& settings) {
  for (const std::string_view name : {"MinSize", "MaxSize", "DefaultCooldown", "HealthCheckGracePeriod"})
    if (integer_at(settings, name) < 0)
      return aws::validation_error(std::string(name) + " must not be negative.");
  return {};
}

ApiResult<void> check_mixed_policy(const json::object& settings) {
  const json::object& policy = object_at(settings, "MixedInstancesPolicy");
  if (policy.empty()) return {};
  if (launch_template_of(settings).empty())
    return aws::validation_error("A launch template must be specified in a mixed instances policy.");
  const auto choices = type_choices(settings);
  if (choices.size() > kMaxOverrides) return aws::validation_error("You can specify up to 40 overrides.");
  const bool has_types =
      std::ranges::any_of(choices, [](const TypeChoice& one) { return !one.instance_type.empty(); });
  const bool has_requirements =
      std::ranges::any_of(choices, [](const TypeChoice& one) { return !one.requirements.empty(); });
  // [unverified] its wording
  if (has_types && has_requirements)
    return aws::validation_error(
        "Overrides can have either instance types or instance requirements, not both.");
  const json::object& distribution = object_at(policy, "InstancesDistribution");
  const std::int64_t percent = integer_at(distribution, "OnDemandPercentageAboveBaseCapacity", 100);
  if (percent < 0 || percent > 100)
    return aws::validation_error("OnDemandPercentageAboveBaseCapacity must be between 0 and 100.");
  return {};
}

ApiResult<void> check(const json::object& settings) {
  ENI_CHECK(check_not_negative(settings));
  ENI_CHECK(check_capacity(settings));
  ENI_CHECK(check_termination_policies(settings));
  ENI_CHECK(check_health_check(settings));
  ENI_CHECK(check_distribution(settings));
  ENI_CHECK(check_lifetime(settings));
  return check_mixed_policy(settings);
}

void take_over(json::object& settings, const json::object& input) {
  for (const std::string_view name : kKept) {
    const json::value* value = find(input, name);
    if (!value) continue;
    settings[name] = *value;
  }
  for (const std::string_view name : kSources) {
    const json::value* value = find(input, name);
    if (!value) continue;
    for (const std::string_view other : kSources) settings.erase(other);
    settings[name] = *value;
  }
  // -1 takes a setting away.
  for (const std::string_view name : {"DefaultInstanceWarmup"})
    if (integer_at(settings, name) == -1) settings.erase(name);
  if (array_at(settings, "TerminationPolicies").empty())
    settings["TerminationPolicies"] = json::array{json::string("Default")};
  // EC2's checks are always on.
  if (const std::string type = text_at(settings, "HealthCheckType"); type.empty())
    settings["HealthCheckType"] = "EC2";
}

int sources_in(const json::object& input) {
  int count = 0;
  for (const std::string_view name : kSources)
    if (find(input, name)) ++count;
  return count;
}

ApiError one_source_only() {
  return aws::validation_error(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or "
      "MixedInstancesPolicy parameter.");
}

}  // namespace

ApiResult<void> check_capacity(const json::object& settings) {
  const std::int64_t min = integer_at(settings, "MinSize");
  const std::int64_t max = integer_at(settings, "MaxSize");
  const std::int64_t desired = integer_at(settings, "DesiredCapacity");
  if (min > max) {
    return aws::validation_error("Max bound, " + number_text(settings, "MaxSize") +
                                 ", must be greater than or equal to min bound, " +
                                 number_text(settings, "MinSize"));
  }
  if (desired < min || desired > max) {
    return aws::validation_error(
        "Desired capacity:" + number_text(settings, "DesiredCapacity") +
        " must be between the specified min size:" + number_text(settings, "MinSize") +
        " and max size:" + number_text(settings, "MaxSize"));
  }
  return {};
}

ApiResult<json::object> new_settings(const json::object& input) {
  if (sources_in(input) != 1) return one_source_only();
  json::object settings{
      {"DefaultCooldown", kDefaultCooldown},       {"HealthCheckType", "EC2"}, {"HealthCheckGracePeriod", 0},
      {"NewInstancesProtectedFromScaleIn", false}, {"VPCZoneIdentifier", ""},  {"CapacityRebalance", false}};
  settings["AvailabilityZoneDistribution"] = json::object{{"CapacityDistributionStrategy", kBestEffort}};
  settings["DesiredCapacity"] = integer_at(input, "MinSize");
  settings["SuspendedProcesses"] = json::array{};
  settings["EnabledMetrics"] = json::array{};
  settings["TargetGroupARNs"] = array_at(input, "TargetGroupARNs");
  take_over(settings, input);
  ENI_CHECK(check(settings));
  return settings;
}

ApiResult<json::object> changed_settings(const json::object& settings, const json::object& input) {
  if (sources_in(input) > 1) return one_source_only();
  json::object changed = settings;
  take_over(changed, input);
  if (!find(input, "DesiredCapacity")) {
    const std::int64_t min = integer_at(changed, "MinSize");
    const std::int64_t max = std::max(min, integer_at(changed, "MaxSize"));
    const std::int64_t desired = std::clamp(integer_at(settings, "DesiredCapacity"), min, max);
    changed["DesiredCapacity"] = desired;
  }
  ENI_CHECK(check(changed));
  return changed;
}

}  // namespace eni::sandbox::autoscaling_service
