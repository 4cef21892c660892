#include "sandbox/services/cloudformation/resources/policies.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>

#include "base/text.h"
#include "sandbox/services/cloudformation/resources/iso_duration.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "template/evaluate.h"

namespace eni::sandbox::cloudformation {
namespace {

enum class Kind { kNumber, kDuration, kFlag, kTexts };

/// A member of a policy, with the range of numbers, or of seconds.
struct Member {
  std::string_view section;
  std::string_view name;
  Kind kind;
  double min = 0;
  double max = std::numeric_limits<int>::max();
};

constexpr double kHour = 3600;
constexpr double kLongestTimeout = 12 * kHour;
constexpr Member kOfCreation[] = {
    {"ResourceSignal", "Count", Kind::kNumber},
    {"ResourceSignal", "Timeout", Kind::kDuration, 0, kLongestTimeout},
    {"AutoScalingCreationPolicy", "MinSuccessfulInstancesPercent", Kind::kNumber, 0, 100},
};
constexpr Member kOfUpdate[] = {
    {"AutoScalingRollingUpdate", "MaxBatchSize", Kind::kNumber, 1, 100},
    {"AutoScalingRollingUpdate", "MinInstancesInService", Kind::kNumber},
    {"AutoScalingRollingUpdate", "MinSuccessfulInstancesPercent", Kind::kNumber, 0, 100},
    {"AutoScalingRollingUpdate", "PauseTime", Kind::kDuration, 0, kHour},
    {"AutoScalingRollingUpdate", "SuspendProcesses", Kind::kTexts},
    {"AutoScalingRollingUpdate", "WaitOnResourceSignals", Kind::kFlag},
    {"AutoScalingReplacingUpdate", "WillReplace", Kind::kFlag},
    {"AutoScalingScheduledAction", "IgnoreUnmodifiedGroupSizeProperties", Kind::kFlag},
};

std::optional<double> number_of(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || end != text.c_str() + text.size()) return std::nullopt;
  return number;
}

double number_at(const json::object& section, std::string_view name, double fallback) {
  return number_of(scalar_text_at(section, name)).value_or(fallback);
}

Duration duration_at(const json::object& section, std::string_view name, Duration fallback) {
  return parse_iso_duration(scalar_text_at(section, name)).value_or(fallback);
}

bool is_set(const json::object& policy, std::string_view section, std::string_view name) {
  return scalar_text_at(object_at(policy, section), name) == "true";
}

bool is_of_kind(const json::value& value, const Member& member) {
  const std::string text = scalar_text(value);
  switch (member.kind) {
    case Kind::kNumber: {
      const auto number = number_of(text);
      return number && *number >= member.min && *number <= member.max;
    }
    case Kind::kDuration: {
      const auto duration = parse_iso_duration(text);
      return duration && *duration <= std::chrono::seconds{static_cast<long>(member.max)};
    }
    case Kind::kFlag:
      return text == "true" || text == "false";
    case Kind::kTexts:
      return value.is_array();
  }
  return false;
}

std::optional<std::string> section_problem(std::span<const Member> members, const std::string& policy,
                                           const std::string& section, const json::value& value) {
  const std::string path = policy + "/" + section;
  const auto is_of_section = [&](const Member& member) { return member.section == section; };
  if (std::none_of(members.begin(), members.end(), is_of_section))
    return "Encountered unsupported property " + path;
  if (!value.is_object() && tmpl::has_unknown(value)) return std::nullopt;
  if (!value.is_object()) return "Value of property " + path + " must be an object";
  for (const auto& [name, inner] : value.get_object()) {
    const auto member = std::find_if(members.begin(), members.end(), [&](const Member& candidate) {
      return is_of_section(candidate) && candidate.name == name;
    });
    const std::string place = path + "/" + std::string(name);
    if (member == members.end()) return "Encountered unsupported property " + place;
    const bool is_known = !tmpl::has_unknown(inner);
    if (is_known && !is_of_kind(inner, *member))
      return "Invalid value " + json::serialize(inner) + " of property " + place;
  }
  return std::nullopt;
}

std::optional<std::string> policy_problem(std::span<const Member> members, const std::string& name,
                                          const json::value& policy) {
  if (policy.is_null() || (!policy.is_object() && tmpl::has_unknown(policy))) return std::nullopt;
  if (!policy.is_object()) return "Value of property " + name + " must be an object";
  for (const auto& [section, value] : policy.get_object()) {
    if (auto problem = section_problem(members, name, std::string(section), value)) return problem;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SignalPolicy> signal_policy(const json::object& creation_policy) {
  if (!creation_policy.contains("ResourceSignal")) return std::nullopt;
  const json::object& signal = object_at(creation_policy, "ResourceSignal");
  SignalPolicy policy;
  policy.count = static_cast<int>(number_at(signal, "Count", policy.count));
  policy.timeout = duration_at(signal, "Timeout", policy.timeout);
  policy.min_percent = number_at(object_at(creation_policy, "AutoScalingCreationPolicy"),
                                 "MinSuccessfulInstancesPercent", policy.min_percent);
  return policy;
}

std::optional<RollingPolicy> rolling_policy(const json::object& update_policy) {
  if (!update_policy.contains("AutoScalingRollingUpdate") || will_replace(update_policy)) return std::nullopt;
  const json::object& rolling = object_at(update_policy, "AutoScalingRollingUpdate");
  RollingPolicy policy;
  policy.max_batch_size = static_cast<int>(number_at(rolling, "MaxBatchSize", policy.max_batch_size));
  policy.min_in_service =
      static_cast<int>(number_at(rolling, "MinInstancesInService", policy.min_in_service));
  policy.min_percent = number_at(rolling, "MinSuccessfulInstancesPercent", policy.min_percent);
  policy.waits_for_signals = scalar_text_at(rolling, "WaitOnResourceSignals") == "true";
  const std::string pause = scalar_text_at(rolling, "PauseTime");
  policy.pause_text = !pause.empty() ? pause : policy.waits_for_signals ? "PT5M" : "PT0S";
  policy.pause = parse_iso_duration(policy.pause_text).value_or(Duration{});
  policy.suspended = texts_at(rolling, "SuspendProcesses");
  return policy;
}

bool will_replace(const json::object& update_policy) {
  return is_set(update_policy, "AutoScalingReplacingUpdate", "WillReplace");
}

bool ignores_unmodified_sizes(const json::object& update_policy) {
  return is_set(update_policy, "AutoScalingScheduledAction", "IgnoreUnmodifiedGroupSizeProperties");
}

std::optional<std::string> creation_policy_problem(const json::value& policy, bool is_group) {
  const std::span<const Member> all{kOfCreation};
  return policy_problem(is_group ? all : all.first(2), "CreationPolicy", policy);
}

std::optional<std::string> update_policy_problem(const json::value& policy) {
  return policy_problem(kOfUpdate, "UpdatePolicy", policy);
}

std::string percent_text(double percent) {
  const long tenths = std::lround(percent * 10);
  const std::string whole = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? whole : whole + "." + std::to_string(tenths % 10);
}

int needed_successes(int count, double min_percent) {
  const double tenths = std::round(min_percent * 10);
  return static_cast<int>(std::ceil(count * tenths / 1000 - 1e-9));
}

}  // namespace eni::sandbox::cloudformation
