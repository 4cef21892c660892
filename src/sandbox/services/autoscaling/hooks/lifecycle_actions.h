#pragma once
/// Lifecycle actions: an instance waits for those that hooks have asked for, each until it is completed or its time is over.
///
/// In an instance's document: Actions [{Hook, Token, Deadline, Ceiling, Heartbeat (seconds), Default}], times in milliseconds since
/// the epoch. All hooks of a transition run side by side.
/// Source: Amazon EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling lifecycle hooks".
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

inline constexpr std::string_view kLaunching = "autoscaling:EC2_INSTANCE_LAUNCHING";
inline constexpr std::string_view kTerminating = "autoscaling:EC2_INSTANCE_TERMINATING";

/// Gives the instance an action for each hook of the transition, and tells of them. The caller stores the instance.
/// @return  whether there are any
bool begin_actions(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance,
                   std::string_view transition);

enum class ActionsEnd {
  kWaiting,    ///< others go on
  kContinue,   ///< all have ended
  kAbandoned,  ///< one was abandoned; the others are skipped
};

/// Ends one action; the caller stores the instance. The token of the action is in `ended`.
struct EndedAction {
  ActionsEnd end = ActionsEnd::kWaiting;
  std::string token;
};
/// @param hook  of an action that the instance has
EndedAction end_action(AutoScalingInstance& instance, std::string_view hook, std::string_view result);
/// The same of an action whose time is over at `now`, with the hook's default result; nothing if there is none.
std::optional<EndedAction> end_overdue_action(AutoScalingInstance& instance, TimePoint now);

/// The hook's action on the instance; null if there is none.
const json::object* find_action(const AutoScalingInstance& instance, std::string_view hook);
/// Puts the action's deadline off by the hook's timeout, at most to its ceiling.
void record_heartbeat(AutoScalingInstance& instance, std::string_view hook, TimePoint now);

}  // namespace eni::sandbox::autoscaling_service
