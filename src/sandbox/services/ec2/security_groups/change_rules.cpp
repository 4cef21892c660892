/// AuthorizeSecurityGroup{Ingress,Egress}, RevokeSecurityGroup{Ingress,Egress}.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/security_groups/find_group.h"
#include "sandbox/services/ec2/security_groups/operations.h"
#include "sandbox/services/ec2/security_groups/permissions.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Source: Amazon VPC quotas, "Inbound or outbound rules per security group".
constexpr std::ptrdiff_t kMaxRules = 60;

ApiResult<void> check_single_form(const Call& call) {
  const auto owner = call.params.text("SourceSecurityGroupOwnerId");
  if (owner && *owner != call.account().value)
    return unsupported("rules that refer to groups of other accounts");
  return {};
}

std::vector<Ec2Resource>::iterator find_same(std::vector<Ec2Resource>& rules, const Rule& wanted) {
  return std::find_if(rules.begin(), rules.end(),
                      [&wanted](const Ec2Resource& other) { return rule_of(other).is_same(wanted); });
}

ApiResult<Reply> authorize(Call& call, Direction direction) {
  ENI_CHECK(check_single_form(call));
  ENI_TRY(const auto group, find_group(call));
  ENI_TRY(const auto wanted, read_permissions(call, direction));
  const std::string_view operation =
      direction == Direction::kIngress ? "AuthorizeSecurityGroupIngress" : "AuthorizeSecurityGroupEgress";
  ENI_TRY(const auto tags, tags_on_creation(call, operation, {"security-group-rule"}));
  auto rules = rules_of(call, group.id);
  for (const Rule& rule : wanted) {
    if (find_same(rules, rule) != rules.end()) {
      return ApiError{"InvalidPermission.Duplicate",
                      "the specified rule \"" + described(rule) + "\" already exists"};
    }
  }
  const auto there = std::count_if(rules.begin(), rules.end(), [&](const Ec2Resource& rule) {
    return rule_of(rule).direction == direction;
  });
  if (there + static_cast<std::ptrdiff_t>(wanted.size()) > kMaxRules) {
    return ApiError{"RulesPerSecurityGroupLimitExceeded",
                    "The maximum number of rules per security group has been reached."};
  }
  json::array made;
  for (const Rule& rule : wanted) {
    const Ec2Resource resource = make_rule(call, group, rule, tags_for(tags, "security-group-rule"));
    made.emplace_back(shown(call, resource));
  }
  return Reply{json::object{{"return", true}, {"securityGroupRuleSet", std::move(made)}}};
}

/// The rules that the call names by SecurityGroupRuleId. @error  InvalidSecurityGroupRuleId.NotFound
ApiResult<std::vector<Ec2Resource>> named_rules(const Call& call, const Ec2Resource& group,
                                                Direction direction) {
  ENI_TRY(const auto ids, call.params.texts("SecurityGroupRuleId"));
  std::vector<Ec2Resource> out;
  for (const std::string& id : ids) {
    ENI_TRY(auto rule, own(call, "security-group-rule", id));
    if (rule.scope != group.id || rule_of(rule).direction != direction)
      return not_found(kind_of("security-group-rule"), id);
    out.push_back(std::move(rule));
  }
  return out;
}

ApiResult<std::vector<Ec2Resource>> same_rules(const Call& call, const Ec2Resource& group,
                                               Direction direction) {
  ENI_TRY(const auto wanted, read_permissions(call, direction));
  auto rules = rules_of(call, group.id);
  std::vector<Ec2Resource> out;
  for (const Rule& rule : wanted) {
    const auto found = find_same(rules, rule);
    if (found == rules.end()) {
      return ApiError{"InvalidPermission.NotFound",
                      "The specified rule does not exist in this security group."};
    }
    out.push_back(*found);
  }
  return out;
}

json::object revoked(const Ec2Resource& resource) {
  json::object item = resource.document;
  if (const json::value* group = find(item, "referencedGroupInfo")) {
    const std::string id = as_text(group->at("groupId"));
    item["referencedGroupId"] = id;
    item.erase("referencedGroupInfo");
  }
  item.erase("securityGroupRuleArn");
  item.erase("groupOwnerId");
  return item;
}

ApiResult<Reply> revoke(Call& call, Direction direction) {
  ENI_CHECK(check_single_form(call));
  ENI_TRY(const auto group, find_group(call));
  ENI_TRY(auto rules, named_rules(call, group, direction));
  if (rules.empty()) {
    ENI_TRY(rules, same_rules(call, group, direction));
  }
  json::array gone;
  for (const Ec2Resource& rule : rules) {
    remove_rule(call, rule);
    gone.emplace_back(revoked(rule));
  }
  return Reply{json::object{{"return", true}, {"revokedSecurityGroupRuleSet", std::move(gone)}}};
}

}  // namespace

ApiResult<Reply> authorize_security_group_egress(Call& call) { return authorize(call, Direction::kEgress); }
ApiResult<Reply> authorize_security_group_ingress(Call& call) { return authorize(call, Direction::kIngress); }
ApiResult<Reply> revoke_security_group_egress(Call& call) { return revoke(call, Direction::kEgress); }
ApiResult<Reply> revoke_security_group_ingress(Call& call) { return revoke(call, Direction::kIngress); }

}  // namespace eni::sandbox::ec2_service
