#include "sandbox/services/elasticloadbalancing/access.h"

#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {
namespace {

ConditionKeys resource_tags(const Call& call, const std::string& arn) {
  ConditionKeys context;
  for (const auto& [key, value] : repository(call).tags(arn)) {
    context.emplace_back("aws:ResourceTag/" + key, value);
    context.emplace_back("elasticloadbalancing:ResourceTag/" + key, value);
  }
  return context;
}

Access on(const Call& call, std::vector<std::string> arns) {
  Access access;
  append_request_tags(access.context, call);
  if (arns.empty()) return access;
  for (const std::string& arn : arns) access.context_of_resource.push_back(resource_tags(call, arn));
  access.resources = std::move(arns);
  return access;
}

Access on_member(const Call& call, std::string_view member) {
  const std::string arn = call.params.text_or(member, "");
  return arn.empty() ? on(call, {}) : on(call, {arn});
}

/// The subnets and security groups that a load balancer is to have.
void add_network(Access& access, const Call& call) {
  for (const std::string& subnet : texts_in(call.params.all(), "Subnets"))
    access.context.emplace_back("elasticloadbalancing:Subnet", subnet);
  for (const json::object& mapping : objects_in(call.params.all(), "SubnetMappings"))
    access.context.emplace_back("elasticloadbalancing:Subnet", text_at(mapping, "SubnetId"));
  for (const std::string& group : texts_in(call.params.all(), "SecurityGroups"))
    access.context.emplace_back("elasticloadbalancing:SecurityGroup", group);
}

/// How a listener is to listen.
Access with_listener(Access access, const Call& call) {
  if (const auto protocol = call.params.text("Protocol"))
    access.context.emplace_back("elasticloadbalancing:ListenerProtocol", *protocol);
  if (const auto policy = call.params.text("SslPolicy"))
    access.context.emplace_back("elasticloadbalancing:SecurityPolicy", *policy);
  return access;
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
  add_network(access, call);
  return access;
}

Access to_create_target_group(const Call& call) {
  const std::string name = call.params.text_or("Name", "*");
  return on(call, {call.arn("elasticloadbalancing", "targetgroup/" + name + "/*")});
}

Access on_load_balancer(const Call& call) { return on_member(call, "LoadBalancerArn"); }
Access to_set_network(const Call& call) {
  Access access = on_load_balancer(call);
  add_network(access, call);
  return access;
}

Access to_create_listener(const Call& call) { return with_listener(on_load_balancer(call), call); }
Access to_modify_listener(const Call& call) { return with_listener(on_listener(call), call); }

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
