#pragma once
/// An event's way to the targets of the rules that want it.
#include "sandbox/services/events/input.h"

namespace eni::sandbox::events_service {

std::string rule_arn(const NamedDocument& rule);

/// The event as rules and targets see it. Source: Amazon EventBridge User Guide, "Events".
json::object envelope_of(Environment& env, const Event& event, TimePoint time);

/// Enabled rules of the account and Region whose pattern takes the event.
std::vector<NamedDocument> rules_for(Environment& env, const std::string& account, const std::string& region,
                                     const json::object& event);

/// Hands the event to all targets of the rule: to functions and topics as EventBridge itself, which their policies must let in; to
/// clusters by the target's role. What is refused is logged.
Task<void> deliver(Environment& env, NamedDocument rule, json::object event);

}  // namespace eni::sandbox::events_service
