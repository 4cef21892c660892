#include "sandbox/services/monitoring/access.h"

#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {
namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;

void add_request_tags(const Call& call, Access& access) {
  for (const json::value& tag : array_at(call.params.all(), "Tags")) {
    const std::string key = text_at(tag, "Key");
    access.context.emplace_back("aws:RequestTag/" + key, text_at(tag, "Value"));
    access.context.emplace_back("aws:TagKeys", key);
  }
  for (const std::string& key : texts_at(call.params.all(), "TagKeys"))
    access.context.emplace_back("aws:TagKeys", key);
}

/// The tags that the alarm has.
Keys resource_tags(const Call& call, std::string_view name) {
  Keys keys;
  const auto alarm =
      call.store<MonitoringAlarmRepository>().find(call.account().value, call.region.value, name);
  if (!alarm) return keys;
  for (const auto& [key, value] : alarm->tags)
    keys.emplace_back("aws:ResourceTag/" + std::string(key), as_text(value));
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
  add_request_tags(call, access);
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
  add_request_tags(call, access);
  return access;
}

Access namespace_access(const Call& call) {
  Access access;
  access.context.emplace_back("cloudwatch:namespace", call.params.text_or("Namespace", ""));
  return access;
}

}  // namespace eni::sandbox::monitoring_service
