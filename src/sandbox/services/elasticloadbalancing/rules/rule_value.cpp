#include "sandbox/services/elasticloadbalancing/rules/rule_value.h"

namespace eni::sandbox::elb_service {

json::object rule_value(const ElbRule& rule) {
  const bool is_default = rule.priority == 0;
  json::object value = rule.document;
  value["RuleArn"] = rule.arn;
  value["Priority"] = is_default ? std::string("default") : std::to_string(rule.priority);
  value["IsDefault"] = is_default;
  return value;
}

Reply reply_with(const ElbRule& rule) {
  json::array list;
  list.push_back(rule_value(rule));
  return Reply{json::object{{"Rules", std::move(list)}}};
}

std::string new_rule_arn(const ElbListener& listener, Random& random) {
  constexpr std::string_view kKind = ":listener/";
  std::string arn = listener.arn;
  return arn.replace(arn.find(kKind), kKind.size(), ":listener-rule/") + "/" + new_id(random);
}

}  // namespace eni::sandbox::elb_service
