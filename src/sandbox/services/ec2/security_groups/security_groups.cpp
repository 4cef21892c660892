/// CreateSecurityGroup, DeleteSecurityGroup, DescribeSecurityGroups.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/security_groups/find_group.h"
#include "sandbox/services/ec2/security_groups/groups.h"
#include "sandbox/services/ec2/security_groups/operations.h"
#include "sandbox/services/ec2/security_groups/rules.h"
#include "sandbox/services/ec2/tags.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::size_t kLongest = 255;

constexpr FilterName kFilters[] = {
    {"description", "groupDescription"},
    {"egress.ip-permission.cidr", "ipPermissionsEgress.ipRanges.cidrIp"},
    {"egress.ip-permission.from-port", "ipPermissionsEgress.fromPort"},
    {"egress.ip-permission.group-id", "ipPermissionsEgress.groups.groupId"},
    {"egress.ip-permission.group-name", "_egressGroupNames"},
    {"egress.ip-permission.ipv6-cidr", "ipPermissionsEgress.ipv6Ranges.cidrIpv6"},
    {"egress.ip-permission.prefix-list-id", "ipPermissionsEgress.prefixListIds.prefixListId"},
    {"egress.ip-permission.protocol", "ipPermissionsEgress.ipProtocol"},
    {"egress.ip-permission.to-port", "ipPermissionsEgress.toPort"},
    {"egress.ip-permission.user-id", "ipPermissionsEgress.groups.userId"},
    {"group-id", "groupId"},
    {"group-name", "groupName"},
    {"ip-permission.cidr", "ipPermissions.ipRanges.cidrIp"},
    {"ip-permission.from-port", "ipPermissions.fromPort"},
    {"ip-permission.group-id", "ipPermissions.groups.groupId"},
    {"ip-permission.group-name", "_ingressGroupNames"},
    {"ip-permission.ipv6-cidr", "ipPermissions.ipv6Ranges.cidrIpv6"},
    {"ip-permission.prefix-list-id", "ipPermissions.prefixListIds.prefixListId"},
    {"ip-permission.protocol", "ipPermissions.ipProtocol"},
    {"ip-permission.to-port", "ipPermissions.toPort"},
    {"ip-permission.user-id", "ipPermissions.groups.userId"},
    {"owner-id", "ownerId"},
    {"vpc-id", "vpcId"},
};

ApiResult<void> check_name(const std::string& name) {
  if (name.size() > kLongest)
    return invalid_parameter_value("Value (" + name +
                                   ") for parameter groupName is invalid. Character sets beyond "
                                   "ASCII and names of more than 255 characters are not supported.");
  if (name.starts_with("sg-")) {
    return invalid_parameter_value(
        "Value (" + name +
        ") for parameter groupName is invalid. Group names may not be in the format "
        "sg-*.");
  }
  if (name == "default") {
    return ApiError{"InvalidParameterValue", "Cannot use reserved security group name: default"};
  }
  return {};
}

/// The caller's VPC, one it sees subnets of, or without an id the default one.
ApiResult<std::string> find_vpc(const Call& call) {
  if (const auto id = call.params.text("VpcId")) {
    if (find_own(call, "vpc", *id)) return *id;
    for (const Ec2Resource& subnet : visible_subnets(call)) {
      if (subnet.scope == *id) return *id;
    }
    return not_found(kind_of("vpc"), *id);
  }
  const auto vpc = find_default_vpc(call);
  if (!vpc) return ApiError{"VPCIdNotSpecified", "No default VPC for this user"};
  return vpc->id;
}

/// The names of the groups that rules refer to, which permissions do not show.
json::array peer_names(const Call& call, const std::vector<Ec2Resource>& rules, Direction direction) {
  json::array names;
  for (const Ec2Resource& resource : rules) {
    const Rule rule = rule_of(resource);
    if (rule.direction != direction || rule.peer != Rule::Peer::kGroup) continue;
    const auto peer = call.store<Ec2Repository>().find(rule.peer_value);
    if (peer) names.emplace_back(group_name(*peer));
  }
  return names;
}

json::object item(const Call& call, const Ec2Resource& group) {
  json::object out = shown(call, group);
  const auto rules = rules_of(call, group.id);
  out["ipPermissions"] = permissions(call, rules, Direction::kIngress);
  out["ipPermissionsEgress"] = permissions(call, rules, Direction::kEgress);
  out["_ingressGroupNames"] = peer_names(call, rules, Direction::kIngress);
  out["_egressGroupNames"] = peer_names(call, rules, Direction::kEgress);
  return out;
}

bool is_wanted(const Ec2Resource& group, const std::vector<std::string>& ids,
               const std::vector<std::string>& names) {
  const auto in = [](const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  return (ids.empty() && names.empty()) || in(ids, group.id) || in(names, group_name(group));
}

}  // namespace

ApiResult<Reply> create_security_group(Call& call) {
  NewGroup wanted;
  ENI_TRY(wanted.name, required_parameter(call, "GroupName"));
  ENI_TRY(wanted.description, required_parameter(call, "GroupDescription"));
  ENI_CHECK(check_name(wanted.name));
  ENI_TRY(wanted.vpc, find_vpc(call));
  for (const Ec2Resource& other : call.store<Ec2Repository>().list_in(wanted.vpc, "security-group")) {
    if (group_name(other) != wanted.name || other.account != call.account().value) continue;
    return ApiError{"InvalidGroup.Duplicate",
                    "The security group '" + wanted.name + "' already exists for VPC '" + wanted.vpc + "'"};
  }
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateSecurityGroup", {"security-group"}));
  wanted.tags = tags_for(tags, "security-group");
  const Ec2Resource group = make_group(call, wanted);
  return Reply{json::object{{"return", true},
                            {"groupId", group.id},
                            {"tagSet", tag_set(wanted.tags)},
                            {"securityGroupArn", group.document.at("securityGroupArn")}}};
}

ApiResult<Reply> delete_security_group(Call& call) {
  ENI_TRY(const auto group, find_group(call));
  if (group_name(group) == "default") {
    return ApiError{"CannotDelete", "the specified group: \"" + group.id +
                                        "\" name: \"default\" cannot be deleted by a user"};
  }
  auto referring = groups_that_refer_to(call, group.id);
  std::erase(referring, group.id);
  if (!referring.empty() || call.store<Ec2InterfaceRepository>().any_with_group(group.id))
    return ApiError{"DependencyViolation", "resource " + group.id + " has a dependent object"};
  remove_group(call, group);
  return Reply{json::object{{"return", true}, {"groupId", group.id}}};
}

ApiResult<Reply> describe_security_groups(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("GroupId"));
  ENI_TRY(const auto names, call.params.texts("GroupName"));
  if (ids.empty() && names.empty()) {
    const auto shown = [&call](const Ec2Resource& group) { return item(call, group); };
    ENI_TRY(auto page, page_of_all(call, "security-group", shown, kFilters));
    return page_reply(std::move(page), "securityGroupInfo");
  }
  for (const std::string& id : ids) ENI_CHECK(own(call, "security-group", id));
  const auto groups = call.store<Ec2Repository>().list(place_of(call), "security-group");
  for (const std::string& name : names) {
    const auto has_name = [&name](const Ec2Resource& group) { return group_name(group) == name; };
    if (std::none_of(groups.begin(), groups.end(), has_name))
      return not_found(kind_of("security-group"), name);
  }
  std::vector<json::object> items;
  for (const Ec2Resource& group : groups) {
    if (is_wanted(group, ids, names)) items.push_back(item(call, group));
  }
  return describe(call, std::move(items), "securityGroupInfo", "groupId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
