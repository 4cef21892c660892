/// PutRule, DescribeRule, DeleteRule, ListRules, EnableRule, DisableRule, TestEventPattern.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/events/engine.h"
#include "sandbox/services/events/input.h"
#include "sandbox/services/events/operations.h"
#include "sandbox/services/events/pattern.h"

namespace eni::sandbox::events_service {
namespace {

constexpr std::string_view kMembers[] = {"EventPattern", "ScheduleExpression", "State", "Description",
                                         "RoleArn"};

ApiResult<EventPattern> read_pattern(const std::string& text) {
  auto pattern = EventPattern::parse(text);
  if (pattern.has_error())
    return ApiError{"InvalidEventPatternException",
                    "Event pattern is not valid. Reason: " + pattern.error().message};
  return *std::move(pattern);
}

ApiResult<void> check_rule(const Call& call) {
  const std::string pattern = call.params.text_or("EventPattern", "");
  const std::string schedule = call.params.text_or("ScheduleExpression", "");
  if (pattern.empty() && schedule.empty())
    return aws::validation_exception("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (!pattern.empty()) {
    ENI_CHECK(read_pattern(pattern));
  }
  if (!schedule.empty() && !rule_schedule(schedule))
    return aws::validation_exception("Parameter ScheduleExpression is not valid.");
  return {};
}

json::object shown(const Call& call, const NamedDocument& rule) {
  json::object item{{"Name", rule.name}, {"Arn", arn_of(call, rule)}, {"EventBusName", "default"}};
  for (const std::string_view member : kMembers)
    if (const json::value* value = find(rule.document, member)) item[member] = *value;
  return item;
}

ApiResult<Reply> set_state(Call& call, std::string_view state) {
  ENI_TRY(auto rule, find_rule(call, "Name"));
  rule.document["State"] = state;
  rules(call).put(rule);
  engine_of(call.env).schedules_changed();
  return Reply{};
}

}  // namespace

/// Replaces a rule of the name but for its targets and tags.
ApiResult<Reply> put_rule(Call& call) {
  ENI_CHECK(check_bus(call));
  ENI_CHECK(check_rule(call));
  NamedDocument rule{call.account().value, call.region.value, call.params.text_or("Name", ""),
                     epoch_millis(call.now())};
  json::array tags = merged_tags({}, array_at(call.params.all(), "Tags"));
  if (auto there = rules(call).find(rule.account, rule.region, rule.name)) {
    rule.created = there->created;
    rule.document["Targets"] = object_at(there->document, "Targets");
    rule.document["Tags"] = array_at(there->document, "Tags");
  } else {
    ENI_CHECK(may_give_tags(call, "events:TagResource", arn_of(call, rule)));
    rule.document["Tags"] = std::move(tags);
  }
  rule.document["State"] = kEnabled;
  for (const std::string_view member : kMembers)
    if (const auto value = call.params.text(member)) rule.document[member] = *value;
  rules(call).put(rule);
  engine_of(call.env).schedules_changed();
  return Reply{json::object{{"RuleArn", arn_of(call, rule)}}};
}

ApiResult<Reply> describe_rule(Call& call) {
  ENI_TRY(const auto rule, find_rule(call, "Name"));
  json::object item = shown(call, rule);
  item["CreatedBy"] = rule.account;
  return Reply{std::move(item)};
}

/// One that is not there is no error.
ApiResult<Reply> delete_rule(Call& call) {
  ENI_CHECK(check_bus(call));
  const std::string name = call.params.text_or("Name", "");
  const auto rule = rules(call).find(call.account().value, call.region.value, name);
  if (!rule) return Reply{};
  if (!object_at(rule->document, "Targets").empty())
    return aws::validation_exception("Rule can't be deleted since it has targets.");
  rules(call).remove(rule->account, rule->region, rule->name);
  engine_of(call.env).schedules_changed();
  return Reply{};
}

ApiResult<Reply> list_rules(Call& call) {
  ENI_CHECK(check_bus(call));
  const std::string prefix = call.params.text_or("NamePrefix", "");
  const std::string after = read_page_token(call.params.text_or("NextToken", "")).value_or("");
  std::vector<std::pair<std::string, json::value>> items;
  const auto named =
      after.empty() ? rules(call).find(call.account().value, call.region.value, prefix) : std::nullopt;
  if (named) items.emplace_back(named->name, shown(call, *named));
  for (const NamedDocument& rule :
       rules(call).list(call.account().value, call.region.value, std::max(after, prefix), kMaxPage + 1))
    if (rule.name.starts_with(prefix)) items.emplace_back(rule.name, shown(call, rule));
  return page_of(call, std::move(items), "Rules");
}

ApiResult<Reply> enable_rule(Call& call) { return set_state(call, kEnabled); }
ApiResult<Reply> disable_rule(Call& call) { return set_state(call, "DISABLED"); }

ApiResult<Reply> test_event_pattern(Call& call) {
  ENI_TRY(const auto pattern, read_pattern(call.params.text_or("EventPattern", "")));
  const auto event = parse_json(call.params.text_or("Event", ""));
  if (event.has_error() || !event->is_object())
    return aws::validation_exception("Parameter Event is not valid.");
  return Reply{json::object{{"Result", pattern.matches(event->get_object())}}};
}

}  // namespace eni::sandbox::events_service
