/// DescribeSecurityGroupRules, ModifySecurityGroupRules.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/security_groups/operations.h"
#include "sandbox/services/ec2/security_groups/permissions.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {{"group-id", "groupId"},
                                   {"security-group-rule-id", "securityGroupRuleId"}};

ApiResult<void> update(const Call& call, const Ec2Resource& group, const json::object& entry) {
  const Params given{entry};
  const std::string id = given.text_or("SecurityGroupRuleId", "");
  ENI_TRY(auto resource, own(call, "security-group-rule", id));
  if (resource.scope != group.id) return not_found(kind_of("security-group-rule"), id);
  const json::object* request = given.object("SecurityGroupRule");
  if (!request) return missing_parameter("securityGroupRule");
  ENI_TRY(const auto rule, read_rule_request(call, *request, rule_of(resource).direction));
  for (const Ec2Resource& other : rules_of(call, group.id)) {
    if (other.id != id && rule_of(other).is_same(rule)) {
      return ApiError{"InvalidPermission.Duplicate",
                      "the specified rule \"" + described(rule) + "\" already exists"};
    }
  }
  change_rule(call, resource, rule);
  return {};
}

/// Of the filters only group-id must have the form of what it stands for.
ApiResult<void> check_group_filter(const Call& call) {
  ENI_TRY(const auto filters, call.params.objects("Filter"));
  for (const json::object& entry : filters) {
    const Params filter{entry};
    if (filter.text_or("Name", "") != "group-id") continue;
    ENI_TRY(const auto ids, filter.texts("Value"));
    for (const std::string& id : ids) {
      if (!check_form(kind_of("security-group"), id)) {
        return ApiError{"InvalidGroupId.Malformed", "The security group ID '" + id + "' is malformed"};
      }
    }
  }
  return {};
}

}  // namespace

ApiResult<Reply> describe_security_group_rules(Call& call) {
  ENI_CHECK(check_group_filter(call));
  if (!call.params.has("SecurityGroupRuleId")) {
    const auto item = [&call](const Ec2Resource& rule) { return shown(call, rule); };
    ENI_TRY(auto page, page_of_all(call, "security-group-rule", item, kFilters));
    return page_reply(std::move(page), "securityGroupRuleSet");
  }
  ENI_TRY(const auto rules, own_listed(call, "security-group-rule", "SecurityGroupRuleId"));
  std::vector<json::object> items;
  for (const Ec2Resource& rule : rules) items.push_back(shown(call, rule));
  return describe(call, std::move(items), "securityGroupRuleSet", "securityGroupRuleId", kFilters);
}

ApiResult<Reply> modify_security_group_rules(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "GroupId"));
  ENI_TRY(const auto group, own(call, "security-group", id));
  ENI_TRY(const auto updates, call.params.objects("SecurityGroupRule"));
  if (updates.empty()) return missing_parameter("securityGroupRule");
  for (const json::object& entry : updates) ENI_CHECK(update(call, group, entry));
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
