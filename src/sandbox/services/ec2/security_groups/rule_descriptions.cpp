/// UpdateSecurityGroupRuleDescriptionsIngress, UpdateSecurityGroupRuleDescriptionsEgress.
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/security_groups/find_group.h"
#include "sandbox/services/ec2/security_groups/operations.h"
#include "sandbox/services/ec2/security_groups/permissions.h"

namespace eni::sandbox::ec2_service {
namespace {

void describe_rule(const Call& call, Ec2Resource& resource, const std::string& description) {
  Rule rule = rule_of(resource);
  rule.description = description;
  change_rule(call, resource, rule);
}

ApiResult<void> update_by_permissions(const Call& call, const Ec2Resource& group, Direction direction) {
  ENI_TRY(const auto wanted, read_permissions(call, direction));
  auto rules = rules_of(call, group.id);
  for (const Rule& rule : wanted) {
    bool found = false;
    for (Ec2Resource& resource : rules) {
      if (!rule_of(resource).is_same(rule)) continue;
      describe_rule(call, resource, rule.description);
      found = true;
    }
    if (!found)
      return ApiError{"InvalidPermission.NotFound",
                      "The specified rule does not exist in this security group."};
  }
  return {};
}

ApiResult<Reply> update(Call& call, Direction direction) {
  ENI_TRY(const auto group, find_group(call));
  ENI_TRY(const auto by_id, call.params.objects("SecurityGroupRuleDescription"));
  if (by_id.empty()) ENI_CHECK(update_by_permissions(call, group, direction));
  for (const json::object& entry : by_id) {
    const std::string id = text_at(entry, "SecurityGroupRuleId");
    ENI_TRY(auto resource, own(call, "security-group-rule", id));
    if (resource.scope != group.id) return not_found(kind_of("security-group-rule"), id);
    describe_rule(call, resource, text_at(entry, "Description"));
  }
  return Reply{json::object{{"return", true}}};
}

}  // namespace

ApiResult<Reply> update_security_group_rule_descriptions_egress(Call& call) {
  return update(call, Direction::kEgress);
}
ApiResult<Reply> update_security_group_rule_descriptions_ingress(Call& call) {
  return update(call, Direction::kIngress);
}

}  // namespace eni::sandbox::ec2_service
