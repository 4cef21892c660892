#include "sandbox/services/elasticloadbalancing/rules/forward.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"

namespace eni::sandbox::elb_service {
namespace {

struct WeightedGroup {
  std::string arn;
  std::int64_t weight = 1;
};

/// @error  ValidationError, TooManyTargetGroups; wordings assumed
ApiResult<std::vector<WeightedGroup>> read_groups(const json::object& action, const ElbLoadBalancer& owner) {
  std::vector<WeightedGroup> groups;
  const std::string single = text_at(action, "TargetGroupArn");
  for (const json::object& tuple : objects_in(object_at(action, "ForwardConfig"), "TargetGroups")) {
    groups.push_back({text_at(tuple, "TargetGroupArn"), number_at(tuple, "Weight").value_or(1)});
    if (groups.back().weight < 0 || groups.back().weight > 999)
      return aws::validation_error("Weight '" + std::to_string(groups.back().weight) +
                                   "' must be between '0' and '999' inclusive");
  }
  if (groups.empty() && single.empty()) return aws::validation_error("A target group ARN must be specified");
  if (groups.empty()) groups.push_back({single, 1});
  if (!single.empty() && (groups.size() > 1 || groups.front().arn != single))
    return aws::validation_error(
        "You can specify only one target group, which must be the same, in both TargetGroupArn and "
        "ForwardConfig");
  const auto max = is_application(owner) ? kMaxTargetGroupsOfAction : kMaxTargetGroupsOfNetAction;
  if (groups.size() > static_cast<std::size_t>(max))
    return ApiError{"TooManyTargetGroups",
                    "The maximum number of target groups of an action is '" + std::to_string(max) + "'"};
  return groups;
}

/// Whether a listener of this protocol can forward to a group of that one.
/// Source: Network Load Balancers User Guide, "Routing configuration".
bool is_compatible(const ElbLoadBalancer& owner, std::string_view listener, std::string_view group) {
  if (is_application(owner)) return group == "HTTP" || group == "HTTPS";
  if (listener == "TCP") return group == "TCP" || group == "TCP_UDP";
  if (listener == "TLS") return group == "TCP" || group == "TLS";
  if (listener == "UDP") return group == "UDP" || group == "TCP_UDP";
  return group == listener;
}

ApiResult<void> check_group(const Call& call, const ElbTargetGroup& group, const ElbLoadBalancer& owner,
                            const std::string& protocol) {
  if (!is_compatible(owner, protocol, text_at(group.document, "Protocol")))
    return ApiError{"IncompatibleProtocols",
                    "The listener and the following target groups have incompatible protocols: " + group.arn};
  const std::string version = text_at(group.document, "ProtocolVersion");
  if (protocol == "HTTP" && version == "GRPC")
    return invalid_action(
        "Listener protocol 'HTTP' is not supported with a target group with the protocol-version '" +
        version + "'");
  if (text_at(group.document, "VpcId") != text_at(owner.document, "VpcId"))  // Assumed wording.
    return invalid_configuration("The load balancer and the following target groups are in different VPCs: " +
                                 group.arn);
  const auto users = repository(call).load_balancers_of(group.number);
  if (std::ranges::any_of(users, [&](const auto number) { return number != owner.number; }))
    return ApiError{
        "TargetGroupAssociationLimit",
        "The following target groups cannot be associated with more than one load balancer: " + group.arn};
  return {};
}

/// @error  ValidationError, wording assumed
ApiResult<json::object> read_stickiness(const json::object& config) {
  const json::object& given = object_at(config, "TargetGroupStickinessConfig");
  const bool is_enabled = given_flag(given, "Enabled").value_or(false);
  json::object stickiness{{"Enabled", is_enabled}};
  const auto seconds = number_at(given, "DurationSeconds");
  if (is_enabled && !seconds)
    return aws::validation_error("Target group stickiness duration must be specified");
  if (seconds && (*seconds < 1 || *seconds > 604800))
    return aws::validation_error("Target group stickiness duration must be between '1' and '604800' seconds");
  if (seconds) stickiness["DurationSeconds"] = *seconds;
  return stickiness;
}

}  // namespace

ApiResult<json::object> read_forward(const Call& call, const json::object& action,
                                     const ElbLoadBalancer& owner, const std::string& protocol,
                                     Actions& actions) {
  ENI_TRY(const auto groups, read_groups(action, owner));
  json::array tuples;
  std::set<std::string> seen;
  for (const WeightedGroup& one : groups) {
    if (!seen.insert(one.arn).second)  // Assumed wording.
      return aws::validation_error("Target group '" + one.arn + "' was specified more than once");
    ENI_TRY(const ElbTargetGroup group, find_target_group(call, one.arn));
    ENI_CHECK(check_group(call, group, owner, protocol));
    actions.target_groups.push_back(group.number);
    tuples.push_back(json::object{{"TargetGroupArn", one.arn}, {"Weight", one.weight}});
  }
  json::object config{{"TargetGroups", std::move(tuples)}};
  if (is_application(owner)) {
    ENI_TRY(config["TargetGroupStickinessConfig"], read_stickiness(object_at(action, "ForwardConfig")));
  }
  json::object shown{{"Type", "forward"}, {"ForwardConfig", std::move(config)}};
  if (groups.size() == 1) shown["TargetGroupArn"] = groups.front().arn;
  return shown;
}

}  // namespace eni::sandbox::elb_service
