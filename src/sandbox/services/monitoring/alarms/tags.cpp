/// ListTagsForResource, TagResource, UntagResource.
#include "aws/arn.h"
#include "sandbox/services/monitoring/alarms/alarm_input.h"
#include "sandbox/services/monitoring/alarms/operations.h"
#include "sandbox/services/monitoring/errors.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr std::size_t kMaxTags = 50;
constexpr std::string_view kAlarm = "alarm:";

ApiResult<MetricAlarm> tagged_alarm(const Call& call) {
  const std::string text = call.params.text_or("ResourceARN", "");
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->service != "cloudwatch") return invalid_value(invalid_text(text, "ResourceARN"));
  const bool is_here = arn->region == call.region.value && arn->account == call.account().value;
  auto alarm = is_here && arn->resource.starts_with(kAlarm)
                   ? call.store<MonitoringAlarmRepository>().find(call.account().value, call.region.value,
                                                                  arn->resource.substr(kAlarm.size()))
                   : std::nullopt;
  if (!alarm) return ApiError{"ResourceNotFoundException", "Resource not found: " + text, 404};
  return *std::move(alarm);
}

}  // namespace

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const MetricAlarm alarm, tagged_alarm(call));
  json::array tags;
  for (const auto& [key, value] : alarm.tags) tags.push_back(json::object{{"Key", key}, {"Value", value}});
  return Reply{json::object{{"Tags", std::move(tags)}}};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(MetricAlarm alarm, tagged_alarm(call));
  ENI_TRY(const auto tags, read_tags(call));
  for (const auto& [key, value] : tags) alarm.tags[key] = value;
  if (alarm.tags.size() > kMaxTags) return invalid_value(too_many_text("Tags", kMaxTags));
  call.store<MonitoringAlarmRepository>().update(alarm);
  return Reply{};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(MetricAlarm alarm, tagged_alarm(call));
  for (const std::string& key : texts_at(call.params.all(), "TagKeys")) alarm.tags.erase(key);
  call.store<MonitoringAlarmRepository>().update(alarm);
  return Reply{};
}

}  // namespace eni::sandbox::monitoring_service
