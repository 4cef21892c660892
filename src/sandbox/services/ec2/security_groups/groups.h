#pragma once
/// Security groups: finding, making, removing.
#include <string>
#include <vector>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

struct NewGroup {
  std::string vpc;
  std::string name;
  std::string description;
  Ec2Tags tags = {};
};

/// A group that lets everything out and nothing in; IPv6 too where the VPC has a block.
Ec2Resource make_group(const Call& call, const NewGroup& wanted);
/// The group "default" of a new VPC, which lets in what comes from itself.
Ec2Resource make_default_group(const Call& call, const std::string& vpc);
/// Lets IPv6 out of the VPC's groups whose outbound rules are those that they began with: what the VPC's first IPv6 block
/// does.
void add_ipv6_egress(const Call& call, std::string_view vpc);
/// With its rules. Nothing refers to it.
void remove_group(const Call& call, const Ec2Resource& group);

/// The VPC's group "default", whoever asks.
std::optional<Ec2Resource> default_group_of(const Call& call, std::string_view vpc);
std::string group_name(const Ec2Resource& group);

/// The groups of an interface to be made in `vpc`, {"groupId", "groupName"} each: those of `ids`, or without ids the
/// VPC's default group.
/// @error  InvalidGroup.NotFound; InvalidParameterValue for one of another VPC; too many
ApiResult<json::array> group_set(const Call& call, std::string_view vpc, const std::vector<std::string>& ids);

}  // namespace eni::sandbox::ec2_service
