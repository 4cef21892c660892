#pragma once
/// What an alarm that changes its state tells SNS topics.
/// Source: Amazon CloudWatch User Guide, "Notifying users on alarm changes"; the form of the message is known from examples of it.
#include "sandbox/gateway/call.h"
#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {

/// The text of a message about an alarm as it is now.
json::object notification_of(const MetricAlarm& alarm, const std::string& old_state);

/// Publishes it to those of `actions` that are topics, as CloudWatch, which their policies must let in. What is refused is logged.
/// Done again after an exception, topics may be told twice, as AWS's may.
Task<void> notify_topics(Environment& env, MetricAlarm alarm, std::vector<std::string> actions,
                         std::string old_state);

}  // namespace eni::sandbox::monitoring_service
