#include "sandbox/services/events/delivery.h"

#include "aws/arn.h"
#include "aws/partition.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/events/ecs_target.h"
#include "sandbox/services/events/pattern.h"
#include "sandbox/services/events/target_input.h"

namespace eni::sandbox::events_service {
namespace {

Task<ApiResult<void>> tell(Environment& env, Principal events, aws::Region region, std::string target,
                           std::string input) {
  const auto arn = aws::Arn::parse(target);
  const bool is_topic = arn && arn->service == "sns";
  json::object params;
  if (is_topic) {
    params = json::object{{"TopicArn", target}, {"Message", input}};
    input.clear();
  } else {
    params = json::object{{"FunctionName", target}, {"InvocationType", "Event"}};
  }
  auto calling = env.gateway.call(events, region, is_topic ? "sns" : "lambda",
                                  is_topic ? "Publish" : "Invoke", std::move(params), std::move(input));
  ENI_CO_CHECK(co_await std::move(calling));
  co_return ApiResult<void>{};
}

Task<void> deliver_to(Environment& env, NamedDocument rule, json::object target, std::string input) {
  const RuleFacts facts{rule_arn(rule), rule.name};
  const std::string name = text_at(target, "Arn");
  const auto arn = aws::Arn::parse(name);
  const aws::AccountId account{rule.account};
  ApiResult<void> told;
  if (arn && arn->service == "ecs") {
    auto running = run_tasks(env, account, aws::Region{arn->region}, text_at(target, "RoleArn"),
                             run_task_params(target, facts, input));
    told = co_await std::move(running);
  } else {
    Principal events = Principal::service("events.amazonaws.com", account);
    events.source_arn = facts.arn;
    auto telling = tell(env, std::move(events), aws::Region{rule.region}, name, std::move(input));
    told = co_await std::move(telling);
  }
  if (told.has_error())
    env.log.warn("an event was not delivered to a rule's target", {{"rule", facts.arn},
                                                                   {"target", name},
                                                                   {"error", told.error().code},
                                                                   {"message", told.error().message}});
}

}  // namespace

std::string rule_arn(const NamedDocument& rule) {
  return aws::Arn{std::string(aws::partition_of(aws::Region{rule.region}).name), "events", rule.region,
                  rule.account, "rule/" + rule.name}
      .text();
}

json::object envelope_of(Environment& env, const Event& event, TimePoint time) {
  json::array resources;
  for (const std::string& arn : event.resources) resources.emplace_back(arn);
  json::object detail;
  for (const auto& [name, value] : event.detail)
    if (!std::string_view(name).starts_with('_')) detail[name] = value;  // else it is the sandbox's own
  return {{"version", "0"},
          {"id", env.random.uuid()},
          {"detail-type", event.detail_type},
          {"source", event.source},
          {"account", event.account.value},
          {"time", iso8601(time)},
          {"region", event.region.value},
          {"resources", std::move(resources)},
          {"detail", std::move(detail)}};
}

std::vector<NamedDocument> rules_for(Environment& env, const std::string& account, const std::string& region,
                                     const json::object& event) {
  auto all = env.store.get<EventsRepository>().rules.list(account, region);
  std::erase_if(all, [&](const NamedDocument& rule) {
    const std::string pattern = text_at(rule.document, "EventPattern");
    if (pattern.empty() || text_at(rule.document, "State") != kEnabled) return true;
    const auto wanted = EventPattern::parse(pattern);
    return wanted.has_error() || !wanted->matches(event);
  });
  return all;
}

Task<void> deliver(Environment& env, NamedDocument rule, json::object event) {
  const RuleFacts facts{rule_arn(rule), rule.name};
  const std::string time = iso8601(env.scheduler.now());
  for (const auto& [id, target] : object_at(rule.document, "Targets")) {
    std::string input = target_input(target.get_object(), facts, event, time);
    auto delivering = deliver_to(env, rule, target.get_object(), std::move(input));
    co_await std::move(delivering);
  }
}

}  // namespace eni::sandbox::events_service
