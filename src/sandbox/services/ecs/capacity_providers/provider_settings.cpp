#include "sandbox/services/ecs/capacity_providers/provider_settings.h"

#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::string_view kEnabled = "ENABLED";
constexpr std::string_view kDisabled = "DISABLED";

struct Range {
  std::string_view name;
  std::int64_t min;
  std::int64_t max;
  std::int64_t fallback;
};

/// Source: Amazon ECS API Reference, ManagedScaling.
constexpr Range kRanges[] = {{"targetCapacity", 1, 100, 100},
                             {"minimumScalingStepSize", 1, 10'000, 1},
                             {"maximumScalingStepSize", 1, 10'000, 10'000},
                             {"instanceWarmupPeriod", 0, 10'000, 300}};

std::string word_at(const json::object& object, std::string_view name, std::string_view fallback) {
  std::string word = text_at(object, name);
  return word.empty() ? std::string(fallback) : word;
}

/// [assumption] A block without a status turns managed scaling on, as the console does.
ApiResult<json::object> read_scaling(const json::object& given, const json::object& before) {
  json::object scaling;
  scaling["status"] = word_at(given, "status", word_at(before, "status", kEnabled));
  for (const Range& range : kRanges) {
    const std::int64_t value = integer_at(given, range.name, integer_at(before, range.name, range.fallback));
    if (value < range.min || value > range.max) {
      return client_exception("The " + std::string(range.name) + " must be between " +
                              std::to_string(range.min) + " and " + std::to_string(range.max) + ".");
    }
    scaling[range.name] = value;
  }
  if (integer_at(scaling, "minimumScalingStepSize") > integer_at(scaling, "maximumScalingStepSize"))
    return client_exception("The minimumScalingStepSize must not exceed the maximumScalingStepSize.");
  return scaling;
}

bool is_enabled(const json::object& object, std::string_view name) {
  return text_at(object, name) == kEnabled;
}

}  // namespace

const json::object& settings_of(const EcsCapacityProvider& provider) {
  return object_at(provider.document, "autoScalingGroupProvider");
}

std::string group_arn_of(const EcsCapacityProvider& provider) {
  return text_at(settings_of(provider), "autoScalingGroupArn");
}

ManagedScaling managed_scaling_of(const EcsCapacityProvider& provider) {
  const json::object& scaling = object_at(settings_of(provider), "managedScaling");
  return {is_enabled(scaling, "status"), integer_at(scaling, "targetCapacity", 100),
          integer_at(scaling, "minimumScalingStepSize", 1),
          integer_at(scaling, "maximumScalingStepSize", 10'000),
          integer_at(scaling, "instanceWarmupPeriod", 300)};
}

bool has_managed_scaling(const EcsCapacityProvider& provider) {
  return managed_scaling_of(provider).is_enabled;
}
bool has_termination_protection(const EcsCapacityProvider& provider) {
  return is_enabled(settings_of(provider), "managedTerminationProtection");
}
bool has_managed_draining(const EcsCapacityProvider& provider) {
  return is_enabled(settings_of(provider), "managedDraining");
}

ApiResult<json::object> read_settings(const Call& call, const json::object* before) {
  static const json::object kNew{{"managedScaling", json::object{{"status", kDisabled}}},
                                 {"managedTerminationProtection", kDisabled},
                                 {"managedDraining", kEnabled}};
  json::object settings = before != nullptr ? *before : kNew;
  const json::object& given = structure(call, "autoScalingGroupProvider");
  if (const json::value* scaling = find(given, "managedScaling"); scaling && scaling->is_object()) {
    const json::object known = before != nullptr ? object_at(*before, "managedScaling") : json::object{};
    ENI_TRY(settings["managedScaling"], read_scaling(scaling->get_object(), known));
  }
  for (const std::string_view name : {"managedTerminationProtection", "managedDraining"})
    if (const std::string word = text_at(given, name); !word.empty()) settings[name] = word;
  return settings;
}

ApiResult<void> check_protection(const json::object& settings, const GroupView& group) {
  if (!is_enabled(settings, "managedTerminationProtection")) return {};
  if (is_enabled(object_at(settings, "managedScaling"), "status") && group.protects_new_instances) return {};
  return client_exception(
      "The managed termination protection setting for the capacity provider is invalid. To enable managed "
      "termination protection for a capacity provider, the Auto Scaling group must have instance protection "
      "from scale in enabled.");
}

}  // namespace eni::sandbox::ecs_service
