#pragma once
/// The attributes CreationPolicy and UpdatePolicy of a resource: what they ask for, and what is wrong with them.
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace eni::sandbox::cloudformation {

/// Of CreationPolicy: what a creation waits for.
struct SignalPolicy {
  int count = 1;
  Duration timeout = std::chrono::minutes{5};  ///< from the beginning of the creation
  double min_percent = 100;                    ///< of `count`; of groups only
};

/// AutoScalingRollingUpdate of UpdatePolicy.
struct RollingPolicy {
  int max_batch_size = 1;
  int min_in_service = 0;
  double min_percent = 100;  ///< of the new instances
  Duration pause{};
  std::string pause_text = "PT0S";
  std::vector<std::string> suspended;  ///< processes of the group that rest meanwhile
  bool waits_for_signals = false;
};

/// Nothing if the creation waits for no signals.
std::optional<SignalPolicy> signal_policy(const json::object& creation_policy);
/// Nothing if instances are not replaced batch by batch; WillReplace wins.
std::optional<RollingPolicy> rolling_policy(const json::object& update_policy);
/// AutoScalingReplacingUpdate.WillReplace.
bool will_replace(const json::object& update_policy);
/// AutoScalingScheduledAction.IgnoreUnmodifiedGroupSizeProperties.
bool ignores_unmodified_sizes(const json::object& update_policy);

/// What is wrong with a policy whose functions have been evaluated; null is none. Values that are not known yet are passed over.
std::optional<std::string> creation_policy_problem(const json::value& policy, bool is_group);
std::optional<std::string> update_policy_problem(const json::value& policy);

/// As sentences have it, rounded to a tenth: "100", "66.7".
std::string percent_text(double percent);
/// How many of `count` have to succeed.
int needed_successes(int count, double min_percent);

}  // namespace eni::sandbox::cloudformation
