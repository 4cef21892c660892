#pragma once
/// The actions of listeners and rules: checked, and as replies show them.
/// Source: Elastic Load Balancing API Reference, Action; Application Load Balancers User Guide, "Action types for listener rules".
#include <string>
#include <vector>

#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

struct Actions {
  json::array shown;  ///< with the defaults that AWS fills in
  std::vector<ElbTargetGroupNumber> target_groups = {};
};

/// @param member    of the input: "Actions" or "DefaultActions"
/// @param owner     the listener's load balancer
/// @param protocol  the listener's
/// @error  InvalidLoadBalancerAction, ValidationError, TargetGroupNotFound, IncompatibleProtocols, TargetGroupAssociationLimit,
///         TooManyActions, InvalidConfigurationRequest
ApiResult<Actions> read_actions(const Call& call, std::string_view member, const ElbLoadBalancer& owner,
                                const std::string& protocol);

/// Stores what the rule forwards to, and looks at the targets of groups that came into use or went out of it.
/// @error  TooManyUniqueTargetGroupsPerLoadBalancer
ApiResult<void> store_forwards(const Call& call, const ElbRule& rule, const ElbLoadBalancer& owner,
                               const std::vector<ElbTargetGroupNumber>& target_groups);

}  // namespace eni::sandbox::elb_service
