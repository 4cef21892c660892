#include "sandbox/services/monitoring/access.h"

#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {
namespace {

/// The tags that the alarm has.
ConditionKeys resource_tags(const Call& call, std::string_view name) {
  ConditionKeys keys;
  const auto alarm =
      call.store<MonitoringAlarmRepository>().find(call.account().value, call.region.value, name);
  if (alarm) append_resource_tags(keys, alarm->tags);
  return keys;
}

Access on_alarms(const Call& call, const std::vector<std::string>& names) {
  Access access;
  access.resources.clear();
  for (const std::string& name : names) {
    access.resources.push_back(call.arn("cloudwatch", "alarm:" + name));
    access.context_of_resource.push_back(resource_tags(call, name));
  }
  if (names.empty()) access.resources = {call.arn("cloudwatch", "alarm:*")};
  append_request_tags(access.context, call);
  return access;
}

}  // namespace

Access alarm_access(const Call& call) {
  const auto name = call.params.text("AlarmName");
  return on_alarms(call, name ? std::vector<std::string>{*name} : std::vector<std::string>{});
}

Access alarms_access(const Call& call) { return on_alarms(call, texts_at(call.params.all(), "AlarmNames")); }

Access tagged_access(const Call& call) {
  Access access;
  const std::string arn = call.params.text_or("ResourceARN", "");
  access.resources = {arn};
  const std::string prefix = call.arn("cloudwatch", "alarm:");
  if (arn.starts_with(prefix)) access.context = resource_tags(call, arn.substr(prefix.size()));
  append_request_tags(access.context, call);
  return access;
}

Access namespace_access(const Call& call) {
  Access access;
  access.context.emplace_back("cloudwatch:namespace", call.params.text_or("Namespace", ""));
  return access;
}

}  // namespace eni::sandbox::monitoring_service
