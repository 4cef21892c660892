#pragma once
/// Rules of security groups: one peer each, as EC2 keeps them, and the permissions that show several together.
/// Source: Amazon EC2 API Reference, SecurityGroupRule, IpPermission.
#include <string>
#include <vector>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

enum class Direction { kIngress, kEgress };

struct Rule {
  Direction direction = Direction::kIngress;
  std::string protocol;  ///< "tcp", "udp", "icmp", "icmpv6", "-1" for all, or another protocol's number
  int from_port = -1;    ///< ICMP: the type. -1 for all
  int to_port = -1;      ///< ICMP: the code
  enum class Peer { kCidr4, kCidr6, kPrefixList, kGroup } peer = Peer::kCidr4;
  std::string peer_value;   ///< a block, or the id of a prefix list or group
  std::string description;  ///< "" if none

  /// Whether both let the same through; descriptions do not count.
  bool is_same(const Rule& other) const;
};

/// The rule in a stored document, and back.
Rule rule_of(const Ec2Resource& resource);

Ec2Resource make_rule(const Call& call, const Ec2Resource& group, const Rule& rule, const Ec2Tags& tags = {});
/// Writes the rule into a stored one.
void change_rule(const Call& call, Ec2Resource& resource, const Rule& rule);
void remove_rule(const Call& call, const Ec2Resource& resource);
std::vector<Ec2Resource> rules_of(const Call& call, std::string_view group);

/// ipPermissions or ipPermissionsEgress of a group.
json::array permissions(const Call& call, const std::vector<Ec2Resource>& rules, Direction direction);

/// The ids of groups, of any VPC of the caller, with a rule that names `group`.
std::vector<std::string> groups_that_refer_to(const Call& call, std::string_view group);

}  // namespace eni::sandbox::ec2_service
