#include "sandbox/services/cloudformation/resources/ec2/security_group_rules.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {
namespace {

/// A source with the rule's description: an element of IpRanges and its like.
json::object described(const json::object& rule, json::object source) {
  if (rule.contains("Description")) source["Description"] = scalar_text_at(rule, "Description");
  return source;
}

json::object group_pair(const RuleDirection& direction, const json::object& rule) {
  json::object pair;
  if (rule.contains(direction.group_id)) pair["GroupId"] = scalar_text_at(rule, direction.group_id);
  if (rule.contains("SourceSecurityGroupName"))
    pair["GroupName"] = scalar_text_at(rule, "SourceSecurityGroupName");
  if (rule.contains("SourceSecurityGroupOwnerId"))
    pair["UserId"] = scalar_text_at(rule, "SourceSecurityGroupOwnerId");
  return described(rule, std::move(pair));
}

/// What makes a rule the rule it is: all but its description, whose change is no other rule. Scalars as texts, for a port may
/// be written 80 and "80".
std::string identity(const json::object& rule) {
  std::map<std::string, std::string> members;
  for (const auto& [key, value] : rule) {
    if (key != "Description") members[std::string(key)] = scalar_text_at(rule, key);
  }
  std::string text;
  for (const auto& [key, value] : members) text += key + "=" + to_lower(value) + ";";
  return text;
}

const json::object* find_rule(const std::vector<json::object>& rules, const json::object& wanted) {
  for (const json::object& rule : rules) {
    if (identity(rule) == identity(wanted)) return &rule;
  }
  return nullptr;
}

/// {GroupId, IpPermissions: [one]}
json::object rule_params(const RuleDirection& direction, const std::string& group_id,
                         const json::object& rule) {
  json::object params{{"GroupId", group_id}};
  params["IpPermissions"] = json::array{ip_permission(direction, rule)};
  return params;
}

ResourceOutcome rule_outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"Id", call.physical_id}}};
}

json::object own_rule_params(const ResourceCall& call, const RuleDirection& direction) {
  return rule_params(direction, scalar_text_at(call.properties, "GroupId"), call.properties);
}

}  // namespace

const RuleDirection kIngress{"SecurityGroupIngress",       "SourceSecurityGroupId",
                             "SourcePrefixListId",         "AuthorizeSecurityGroupIngress",
                             "RevokeSecurityGroupIngress", "UpdateSecurityGroupRuleDescriptionsIngress"};
const RuleDirection kEgress{"SecurityGroupEgress",       "DestinationSecurityGroupId",
                            "DestinationPrefixListId",   "AuthorizeSecurityGroupEgress",
                            "RevokeSecurityGroupEgress", "UpdateSecurityGroupRuleDescriptionsEgress"};

json::object ip_permission(const RuleDirection& direction, const json::object& rule) {
  json::object permission;
  copy_to_ec2(rule, {"IpProtocol", "FromPort", "ToPort"}, permission);
  const auto put = [&](std::string_view list, json::object source) {
    permission[list] = json::array{described(rule, std::move(source))};
  };
  if (rule.contains("CidrIp")) put("IpRanges", json::object{{"CidrIp", scalar_text_at(rule, "CidrIp")}});
  if (rule.contains("CidrIpv6"))
    put("Ipv6Ranges", json::object{{"CidrIpv6", scalar_text_at(rule, "CidrIpv6")}});
  if (rule.contains(direction.prefix_list_id)) {
    put("PrefixListIds", json::object{{"PrefixListId", scalar_text_at(rule, direction.prefix_list_id)}});
  }
  if (rule.contains(direction.group_id) || rule.contains("SourceSecurityGroupName")) {
    permission["Groups"] = json::array{group_pair(direction, rule)};
  }
  return permission;
}

Task<ApiResult<void>> change_rules(ResourceCall& call, const RuleDirection& direction, std::string group_id,
                                   std::vector<json::object> before, std::vector<json::object> after) {
  for (const json::object& rule : after) {
    const json::object* old = find_rule(before, rule);
    if (old && scalar_text_at(*old, "Description") == scalar_text_at(rule, "Description")) continue;
    const json::object params = rule_params(direction, group_id, rule);
    const std::string_view operation = old ? direction.describe : direction.authorize;
    ENI_CO_CHECK(co_await call.call("ec2", operation, params));
  }
  for (const json::object& rule : before) {
    if (find_rule(after, rule)) continue;
    const json::object params = rule_params(direction, group_id, rule);
    ENI_CO_CHECK(co_await remove_patiently(call, "ec2", direction.revoke, params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create_rule(ResourceCall& call, const RuleDirection& direction) {
  const json::object params = own_rule_params(call, direction);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", direction.authorize, params));
  const std::vector<json::object> rules = objects_of(reply, "securityGroupRuleSet");
  call.made(rules.empty() ? std::string() : scalar_text_at(rules.front(), "securityGroupRuleId"));
  co_return rule_outcome(call);
}

Task<ApiResult<ResourceOutcome>> update_rule(ResourceCall& call, const RuleDirection& direction) {
  const json::object params = own_rule_params(call, direction);
  ENI_CO_CHECK(co_await call.call("ec2", direction.describe, params));
  co_return rule_outcome(call);
}

Task<ApiResult<void>> remove_rule(ResourceCall& call, const RuleDirection& direction) {
  json::object params{{"GroupId", scalar_text_at(call.properties, "GroupId")}};
  params["SecurityGroupRuleId"] = text_array({call.physical_id});
  co_return co_await remove_patiently(call, "ec2", direction.revoke, std::move(params));
}

}  // namespace eni::sandbox::cloudformation
