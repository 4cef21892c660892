#include "sandbox/services/elasticloadbalancing/access.h"

#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {
namespace {

using Context = std::vector<std::pair<std::string, std::string>>;

/// Tags that the request brings.
Context request_tags(const Call& call) {
  Context context;
  for (const json::object& tag : objects_in(call.params.all(), "Tags")) {
    const std::string key = text_at(tag, "Key");
    context.emplace_back("aws:RequestTag/" + key, scalar_text_at(tag, "Value"));
    context.emplace_back("aws:TagKeys", key);
  }
  for (const std::string& key : texts_in(call.params.all(), "TagKeys"))
    context.emplace_back("aws:TagKeys", key);
  return context;
}

Context resource_tags(const Call& call, const std::string& arn) {
  Context context;
  for (const auto& [key, value] : repository(call).tags(arn)) {
    context.emplace_back("aws:ResourceTag/" + key, value);
    context.emplace_back("elasticloadbalancing:ResourceTag/" + key, value);
  }
  return context;
}

Access on(const Call& call, std::vector<std::string> arns) {
  Access access;
  access.context = request_tags(call);
  if (arns.empty()) return access;
  for (const std::string& arn : arns) access.context_of_resource.push_back(resource_tags(call, arn));
  access.resources = std::move(arns);
  return access;
}

Access on_member(const Call& call, std::string_view member) {
  const std::string arn = call.params.text_or(member, "");
  return arn.empty() ? on(call, {}) : on(call, {arn});
}

}  // namespace

Access to_create_load_balancer(const Call& call) {
  const bool is_network = call.params.text_or("Type", "application") == "network";
  const std::string name = call.params.text_or("Name", "*");
  Access access =
      on(call, {call.arn("elasticloadbalancing",
                         std::string("loadbalancer/") + (is_network ? "net/" : "app/") + name + "/*")});
  access.context.emplace_back("elasticloadbalancing:Scheme",
                              call.params.text_or("Scheme", "internet-facing"));
  return access;
}

Access to_create_target_group(const Call& call) {
  const std::string name = call.params.text_or("Name", "*");
  return on(call, {call.arn("elasticloadbalancing", "targetgroup/" + name + "/*")});
}

Access on_load_balancer(const Call& call) { return on_member(call, "LoadBalancerArn"); }
Access on_target_group(const Call& call) { return on_member(call, "TargetGroupArn"); }
Access on_listener(const Call& call) { return on_member(call, "ListenerArn"); }
Access on_rule(const Call& call) { return on_member(call, "RuleArn"); }

Access on_rules(const Call& call) {
  std::vector<std::string> arns;
  for (const json::object& pair : objects_in(call.params.all(), "RulePriorities"))
    arns.push_back(text_at(pair, "RuleArn"));
  return on(call, std::move(arns));
}

Access on_tagged(const Call& call) { return on(call, texts_in(call.params.all(), "ResourceArns")); }

}  // namespace eni::sandbox::elb_service
