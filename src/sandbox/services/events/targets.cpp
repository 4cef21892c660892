/// PutTargets, RemoveTargets, ListTargetsByRule, ListRuleNamesByTarget.
#include "aws/arn.h"
#include "sandbox/services/events/ecs_target.h"
#include "sandbox/services/events/input.h"
#include "sandbox/services/events/operations.h"

namespace eni::sandbox::events_service {
namespace {

constexpr std::size_t kMaxTargets = 5;

/// Functions, topics and clusters are what the sandbox can tell.
ApiResult<void> check_target(const Call& call, const json::value& target) {
  const std::string text = text_at(target, "Arn");
  const auto arn = aws::Arn::parse(text);
  if (!arn)
    return aws::validation_exception("Parameter " + text +
                                     " is not valid. Reason: Provided Arn is not in correct format.");
  if (arn->service != "lambda" && arn->service != "sns" && arn->service != "ecs")
    return aws::validation_exception("Parameter " + text + " is not valid. Reason: targets of " +
                                     arn->service + " are not supported by the sandbox.");
  return check_ecs_target(call, target.as_object());
}

json::value failures(json::array entries) {
  const std::size_t count = entries.size();
  return json::object{{"FailedEntryCount", count}, {"FailedEntries", std::move(entries)}};
}

}  // namespace

ApiResult<Reply> put_targets(Call& call) {
  ENI_TRY(auto rule, find_rule(call, "Rule"));
  json::object targets = object_at(rule.document, "Targets");
  for (const json::value& target : array_at(call.params.all(), "Targets")) {
    ENI_CHECK(check_target(call, target));
    targets[text_at(target, "Id")] = target;
  }
  if (targets.size() > kMaxTargets)
    return ApiError{"LimitExceededException", "The requested resource exceeds the maximum number allowed."};
  rule.document["Targets"] = std::move(targets);
  rules(call).put(rule);
  return Reply{failures({})};
}

ApiResult<Reply> remove_targets(Call& call) {
  ENI_TRY(auto rule, find_rule(call, "Rule"));
  json::object targets = object_at(rule.document, "Targets");
  json::array missing;
  for (const std::string& id : texts_at(call.params.all(), "Ids")) {
    if (targets.erase(id) > 0) continue;
    missing.push_back(
        json::object{{"TargetId", id},
                     {"ErrorCode", "ResourceNotFoundException"},
                     {"ErrorMessage", "Rule " + rule.name + " does not have target with Id " + id + "."}});
  }
  rule.document["Targets"] = std::move(targets);
  rules(call).put(rule);
  return Reply{failures(std::move(missing))};
}

ApiResult<Reply> list_targets_by_rule(Call& call) {
  ENI_TRY(const auto rule, find_rule(call, "Rule"));
  std::vector<std::pair<std::string, json::value>> items;
  for (const auto& [id, target] : object_at(rule.document, "Targets")) items.emplace_back(id, target);
  std::ranges::sort(items, {}, &std::pair<std::string, json::value>::first);
  return page_of(call, std::move(items), "Targets");
}

ApiResult<Reply> list_rule_names_by_target(Call& call) {
  ENI_CHECK(check_bus(call));
  const std::string arn = call.params.text_or("TargetArn", "");
  std::vector<std::pair<std::string, json::value>> items;
  for (const NamedDocument& rule : rules(call).list(call.account().value, call.region.value))
    for (const auto& [id, target] : object_at(rule.document, "Targets"))
      if (text_at(target, "Arn") == arn && (items.empty() || items.back().first != rule.name))
        items.emplace_back(rule.name, json::value(json::string(rule.name)));
  return page_of(call, std::move(items), "RuleNames");
}

}  // namespace eni::sandbox::events_service
