#include "sandbox/services/monitoring/alarms/history.h"

#include "base/text.h"
#include "sandbox/services/monitoring/alarms/alarm.h"
#include "sandbox/services/monitoring/alarms/document_text.h"

namespace eni::sandbox::monitoring_service {
namespace {

struct Words {
  std::string_view type;    ///< "Create"
  std::string_view member;  ///< "createdAlarm"
  std::string_view past;    ///< "created"
};

Words words_of(AlarmChange change) {
  switch (change) {
    case AlarmChange::kCreate:
      return {"Create", "createdAlarm", "created"};
    case AlarmChange::kUpdate:
      return {"Update", "updatedAlarm", "updated"};
    case AlarmChange::kDelete:
      return {"Delete", "deletedAlarm", "deleted"};
  }
  return {};
}

json::value with_small_names(const json::value& value);

/// "alarmName"; but "okactions", as Java's beans have it.
std::string small_name(std::string_view name) {
  if (name == "OKActions") return "okactions";
  std::string out(name);
  out[0] = to_lower(name.substr(0, 1))[0];
  return out;
}

json::object with_small_names(const json::object& object) {
  json::object out;
  for (const auto& [name, value] : object) out[small_name(name)] = with_small_names(value);
  return out;
}

json::value with_small_names(const json::value& value) {
  if (const auto* object = value.if_object()) return with_small_names(*object);
  const auto* list = value.if_array();
  if (!list) return value;
  json::array out;
  for (const json::value& element : *list) out.push_back(with_small_names(element));
  return out;
}

json::object document_of(const MetricAlarm& alarm) {
  json::object value = alarm_value(alarm);
  value.erase("StateReason");
  value.erase("StateReasonData");
  value["AlarmConfigurationUpdatedTimestamp"] = document_time(alarm.configuration_updated);
  value["StateUpdatedTimestamp"] = document_time(alarm.status.updated);
  return with_small_names(value);
}

json::object document_of(const AlarmStatus& status) {
  json::object out{{"stateValue", to_string(status.state)}, {"stateReason", status.reason}};
  if (const auto data = parse_json(status.reason_data)) out["stateReasonData"] = *data;
  return out;
}

}  // namespace

AlarmHistoryItem configuration_item(const MetricAlarm& alarm, AlarmChange change, std::int64_t now) {
  const Words words = words_of(change);
  const json::object data{{"version", "1.0"}, {"type", words.type}, {words.member, document_of(alarm)}};
  return {0,
          alarm.name,
          now,
          "ConfigurationUpdate",
          "Alarm \"" + alarm.name + "\" " + std::string(words.past),
          document_text(data)};
}

AlarmHistoryItem state_item(const MetricAlarm& alarm, const AlarmStatus& before) {
  const AlarmStatus& now = alarm.status;
  const json::object data{
      {"version", "1.0"}, {"oldState", document_of(before)}, {"newState", document_of(now)}};
  return {0,
          alarm.name,
          now.updated,
          "StateUpdate",
          "Alarm updated from " + std::string(to_string(before.state)) + " to " +
              std::string(to_string(now.state)),
          document_text(data)};
}

}  // namespace eni::sandbox::monitoring_service
