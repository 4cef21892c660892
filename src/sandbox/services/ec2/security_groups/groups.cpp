#include "sandbox/services/ec2/security_groups/groups.h"

#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/security_groups/rules.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Source: Amazon VPC quotas, "Security groups per network interface".
constexpr std::size_t kMaxGroupsOfInterface = 16;

constexpr std::string_view kDefaultName = "default";

Rule all_out4() { return {Direction::kEgress, "-1", -1, -1, Rule::Peer::kCidr4, "0.0.0.0/0", {}}; }
Rule all_out6() { return {Direction::kEgress, "-1", -1, -1, Rule::Peer::kCidr6, "::/0", {}}; }

bool has_ipv6(const Call& call, std::string_view vpc) {
  const auto found = call.store<Ec2Repository>().find(vpc);
  return found && !blocks6_of(*found).empty();
}

}  // namespace

Ec2Resource make_group(const Call& call, const NewGroup& wanted) {
  const std::string id = new_id(call, "sg-");
  json::object document{{"ownerId", call.account().value},
                        {"groupName", wanted.name},
                        {"groupDescription", wanted.description},
                        {"groupId", id},
                        {"vpcId", wanted.vpc},
                        {"securityGroupArn", arn_of(call, call.account().value, "security-group", id)}};
  Ec2Resource group = make(call, "security-group", id, wanted.vpc, std::move(document), wanted.tags);
  make_rule(call, group, all_out4());
  if (has_ipv6(call, wanted.vpc)) make_rule(call, group, all_out6());
  return group;
}

Ec2Resource make_default_group(const Call& call, const std::string& vpc) {
  Ec2Resource group = make_group(call, {vpc, std::string(kDefaultName), "default VPC security group"});
  make_rule(call, group, Rule{Direction::kIngress, "-1", -1, -1, Rule::Peer::kGroup, group.id, {}});
  return group;
}

void add_ipv6_egress(const Call& call, std::string_view vpc) {
  for (const Ec2Resource& group : call.store<Ec2Repository>().list_in(vpc, "security-group")) {
    auto rules = rules_of(call, group.id);
    std::erase_if(rules,
                  [](const Ec2Resource& rule) { return rule_of(rule).direction != Direction::kEgress; });
    if (rules.size() == 1 && rule_of(rules.front()).is_same(all_out4())) make_rule(call, group, all_out6());
  }
}

void remove_group(const Call& call, const Ec2Resource& group) {
  auto& repository = call.store<Ec2Repository>();
  for (const Ec2Resource& rule : rules_of(call, group.id)) repository.remove(rule.id);
  repository.remove(group.id);
}

std::string group_name(const Ec2Resource& group) { return as_text(group.document.at("groupName")); }

std::optional<Ec2Resource> default_group_of(const Call& call, std::string_view vpc) {
  for (auto& group : call.store<Ec2Repository>().list_in(vpc, "security-group")) {
    if (group_name(group) == kDefaultName && group.account == call.account().value) return std::move(group);
  }
  return std::nullopt;
}

ApiResult<json::array> group_set(const Call& call, std::string_view vpc,
                                 const std::vector<std::string>& ids) {
  json::array set;
  const auto add = [&set](const Ec2Resource& group) {
    set.push_back(json::object{{"groupId", group.id}, {"groupName", group_name(group)}});
  };
  if (ids.empty()) {
    const auto group = default_group_of(call, vpc);
    if (!group) {
      return invalid_parameter_value(
          "The default security group of the VPC belongs to another account; specify a security group.");
    }
    add(*group);
    return set;
  }
  if (ids.size() > kMaxGroupsOfInterface) {
    return ApiError{"SecurityGroupsPerInterfaceLimitExceeded",
                    "The maximum number of security groups per interface has been reached."};
  }
  for (const std::string& id : ids) {
    ENI_TRY(const auto group, own(call, "security-group", id));
    if (group.scope != vpc) {
      return invalid_parameter_value("You have specified two resources that belong to different networks.");
    }
    add(group);
  }
  return set;
}

}  // namespace eni::sandbox::ec2_service
