#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/rules/operations.h"
#include "sandbox/services/elasticloadbalancing/rules/rule_value.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> describe_rules(Call& call) {
  const std::string listener_arn = call.params.text_or("ListenerArn", "");
  const auto arns = texts_in(call.params.all(), "RuleArns");
  if (listener_arn.empty() && arns.empty())
    return aws::validation_error("You must specify either listener rule ARNs or a listener ARN");
  if (!listener_arn.empty() && !arns.empty())
    return aws::validation_error(
        "Listener rule ARNs and a listener ARN cannot be specified at the same time");
  std::vector<ElbRule> rules;
  if (!listener_arn.empty()) {
    ENI_TRY(const ElbListener listener, find_listener(call, listener_arn));
    rules = repository(call).rules(listener.number);
  }
  for (const std::string& arn : arns) {
    ENI_TRY(ElbRule rule, find_rule(call, arn));
    rules.push_back(std::move(rule));
  }
  // By priority, the default rule behind all.
  constexpr std::int64_t kBehindAll = 1'000'000;
  std::vector<std::pair<std::int64_t, json::object>> items;
  for (const ElbRule& rule : rules)
    items.emplace_back(rule.priority == 0 ? kBehindAll : rule.priority, rule_value(rule));
  return page(call, "Rules", std::move(items));
}

}  // namespace eni::sandbox::elb_service
