#include "sandbox/services/events/input.h"

#include "aws/arn.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::events_service {
namespace {

std::string bus_arn(const Call& call) { return call.arn("events", "event-bus/default"); }

}  // namespace

NamedDocuments& rules(const Call& call) { return call.store<EventsRepository>().rules; }

namespace {

Access access_to_rule(const Call& call, const std::string& name) {
  const auto rule = rules(call).find(call.account().value, call.region.value, name);
  return access_with_tags(call, call.arn("events", "rule/" + name),
                          rule ? array_at(rule->document, "Tags") : json::array{});
}

}  // namespace

Access rule_access(const Call& call) {
  return access_to_rule(call, call.params.text_or("Name", call.params.text_or("Rule", "")));
}

Access targets_access(const Call& call) {
  Access access = rule_access(call);
  for (const json::value& target : array_at(call.params.all(), "Targets"))
    access.context.emplace_back("events:TargetArn", text_at(target, "Arn"));
  return access;
}

Access entries_access(const Call& call) {
  Access access;
  access.resources = {bus_arn(call)};
  for (const json::value& entry : array_at(call.params.all(), "Entries")) {
    access.context.emplace_back("events:source", text_at(entry, "Source"));
    access.context.emplace_back("events:detail-type", text_at(entry, "DetailType"));
  }
  return access;
}

Access tagged_access(const Call& call) {
  const std::string text = call.params.text_or("ResourceARN", "*");
  const auto arn = aws::Arn::parse(text);
  if (arn && arn->account == call.account().value && arn->resource_type() == "rule")
    return access_to_rule(call, std::string(arn->resource_id()));
  return access_with_tags(call, text);
}

std::string arn_of(const Call& call, const NamedDocument& rule) {
  return call.arn("events", "rule/" + rule.name);
}

ApiResult<void> check_bus(const Call& call) {
  const std::string bus = call.params.text_or("EventBusName", "default");
  if (bus == "default" || bus == bus_arn(call)) return {};
  return ApiError{"ResourceNotFoundException", "Event bus " + bus + " does not exist."};
}

ApiResult<NamedDocument> find_rule(const Call& call, std::string_view name) {
  ENI_CHECK(check_bus(call));
  const std::string rule = call.params.text_or(name, "");
  auto row = rules(call).find(call.account().value, call.region.value, rule);
  if (!row)
    return ApiError{"ResourceNotFoundException", "Rule " + rule + " does not exist on EventBus default."};
  return *std::move(row);
}

ApiResult<Reply> page_of(const Call& call, std::vector<std::pair<std::string, json::value>> items,
                         std::string_view list) {
  const auto after = read_page_token(call.params.text_or("NextToken", ""));
  if (!after) return aws::validation_exception("NextToken is not valid");  // Assumed wording.
  ENI_TRY(const auto limit, call.params.integer("Limit", 1, kMaxPage));
  json::array page;
  json::object reply;
  const std::string* last = nullptr;
  for (auto& [key, item] : items) {
    if (key <= *after) continue;
    if (static_cast<long long>(page.size()) == limit.value_or(kMaxPage)) {
      reply["NextToken"] = page_token(*last);
      break;
    }
    page.push_back(std::move(item));
    last = &key;
  }
  reply[list] = std::move(page);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::events_service
