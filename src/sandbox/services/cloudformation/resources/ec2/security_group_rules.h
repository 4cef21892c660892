#pragma once
/// Security group rules as templates write them, a list of sources in EC2's IpPermissions.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"

namespace eni::sandbox::cloudformation {

/// The words of one direction.
struct RuleDirection {
  std::string_view property;  ///< of AWS::EC2::SecurityGroup
  std::string_view group_id;  ///< the property that names the other group
  std::string_view prefix_list_id;
  std::string_view authorize;
  std::string_view revoke;
  std::string_view describe;  ///< changes descriptions
};
extern const RuleDirection kIngress;
extern const RuleDirection kEgress;

/// One rule as an element of IpPermissions.
json::object ip_permission(const RuleDirection& direction, const json::object& rule);
/// Authorizes, revokes and describes anew, so that the group's rules, which were `before`, are `after`.
Task<ApiResult<void>> change_rules(ResourceCall& call, const RuleDirection& direction, std::string group_id,
                                   std::vector<json::object> before, std::vector<json::object> after);

/// The handlers of a rule that is a resource of its own. Its id is the rule's.
/// @param direction  outlives the task: kIngress or kEgress
Task<ApiResult<ResourceOutcome>> create_rule(ResourceCall& call, const RuleDirection& direction);
/// Only its description changes in place.
Task<ApiResult<ResourceOutcome>> update_rule(ResourceCall& call, const RuleDirection& direction);
Task<ApiResult<void>> remove_rule(ResourceCall& call, const RuleDirection& direction);

}  // namespace eni::sandbox::cloudformation
