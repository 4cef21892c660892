#pragma once
/// What a target gets of an event: all of it, a part, a constant, or a text made of its parts. Pure.
/// Source: Amazon EventBridge User Guide, "Transforming Amazon EventBridge target input".
#include <string>

#include "base/json.h"

namespace eni::sandbox::events_service {

/// The rule for which it is made.
struct RuleFacts {
  std::string arn;
  std::string name;
};

/// @param target  as PutTargets has it
/// @param time    when the rule took the event, for <aws.events.event.ingestion-time>
std::string target_input(const json::object& target, const RuleFacts& rule, const json::object& event,
                         const std::string& time);

}  // namespace eni::sandbox::events_service
