#pragma once
/// Rules as callers give them: IpPermissions, each with several peers, or the old single-rule parameters.
/// Source: Amazon EC2 API Reference, AuthorizeSecurityGroupIngress, IpPermission.
#include <string_view>
#include <vector>

#include "sandbox/services/ec2/security_groups/rules.h"

namespace eni::sandbox::ec2_service {

/// One rule for each peer. Groups among the peers are the caller's.
/// @error  MissingParameter, InvalidParameterValue (blocks, ports, protocols), InvalidGroup.NotFound,
///         InvalidPermission.Duplicate "The same permission must not appear multiple times"
ApiResult<std::vector<Rule>> read_permissions(const Call& call, Direction direction);

/// One rule in the form of ModifySecurityGroupRules: CidrIpv4, ReferencedGroupId, …
ApiResult<Rule> read_rule_request(const Call& call, const json::object& request, Direction direction);

/// A rule as messages show it: "peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW".
std::string described(const Rule& rule);

}  // namespace eni::sandbox::ec2_service
