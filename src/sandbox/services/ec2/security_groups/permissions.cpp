#include "sandbox/services/ec2/security_groups/permissions.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::ec2_service {
namespace {

struct Protocol {
  std::string_view name;
  std::string_view number;
};
constexpr Protocol kNamed[] = {{"icmp", "1"}, {"tcp", "6"}, {"udp", "17"}, {"icmpv6", "58"}};
constexpr std::string_view kAll = "-1";

ApiError invalid_port(const std::string& text) {
  return invalid_parameter_value("Invalid value '" + text + "' for portRange.");
}

/// Names in place of numbers where EC2 has them.
ApiResult<std::string> read_protocol(const Params& permission) {
  const std::string given = to_lower(permission.text_or("IpProtocol", ""));
  if (given.empty()) {
    return invalid_parameter_value(
        "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.");
  }
  if (given == kAll || given == "all") return std::string(kAll);
  for (const Protocol& row : kNamed) {
    if (given == row.name || given == row.number) return std::string(row.name);
  }
  const auto number = parse_integer(given);
  if (!number || *number < 0 || *number > 255)
    return invalid_parameter_value("Invalid value '" + given + "' for IP protocol. Unknown protocol.");
  return given;
}

bool has_ports(std::string_view protocol) { return protocol == "tcp" || protocol == "udp"; }
bool is_icmp(std::string_view protocol) { return protocol == "icmp" || protocol == "icmpv6"; }

/// Other protocols have no ports: whatever is given, all is meant.
ApiResult<void> read_ports(const Params& permission, Rule& rule) {
  if (!has_ports(rule.protocol) && !is_icmp(rule.protocol)) return {};
  ENI_TRY(const auto from, permission.integer("FromPort", -1, 65535));
  ENI_TRY(const auto to, permission.integer("ToPort", -1, 65535));
  rule.from_port = static_cast<int>(from.value_or(-1));
  rule.to_port = static_cast<int>(to.value_or(-1));
  if (is_icmp(rule.protocol)) return {};
  if (!from || !to) {
    return invalid_parameter_value(
        "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.");
  }
  const std::string range = std::to_string(rule.from_port) + "-" + std::to_string(rule.to_port);
  if (rule.from_port == -1 && rule.to_port == -1) {
    rule.from_port = 0;
    rule.to_port = 65535;
  }
  if (rule.from_port < 0 || rule.to_port < 0) return invalid_port(range);
  if (rule.from_port > rule.to_port)
    return invalid_parameter_value("Invalid TCP/UDP port range (" + std::to_string(rule.from_port) + ", " +
                                   std::to_string(rule.to_port) + ")");
  return {};
}

ApiResult<std::string> read_block4(const std::string& text) {
  const auto block = vpc::Cidr4::parse(text);
  if (!block) return invalid_parameter_value("CIDR block " + text + " is malformed");
  return block->text();
}

ApiResult<std::string> read_block6(const std::string& text) {
  const auto block = vpc::Cidr6::parse(text);
  if (!block) return invalid_parameter_value("CIDR block " + text + " is malformed");
  return block->text();
}

/// A group of the caller, by id, or by name within a VPC or among the default VPC's.
ApiResult<std::string> read_group(const Call& call, const Params& peer) {
  const auto user = peer.text("UserId");
  if (user && *user != call.account().value)
    return unsupported("rules that refer to groups of other accounts");
  if (const auto id = peer.text("GroupId")) {
    ENI_TRY(const auto group, own(call, "security-group", *id));
    return group.id;
  }
  const std::string name = peer.text_or("GroupName", "");
  const auto vpc = peer.text("VpcId");
  for (const Ec2Resource& group : call.store<Ec2Repository>().list(place_of(call), "security-group")) {
    const bool in_vpc = !vpc || group.scope == *vpc;
    if (in_vpc && as_text(group.document.at("groupName")) == name) return group.id;
  }
  return not_found(kind_of("security-group"), name);
}

ApiResult<std::string> read_description(const Params& peer) {
  const std::string text = peer.text_or("Description", "");
  constexpr std::size_t kLongest = 255;
  if (text.size() > kLongest)
    return invalid_parameter_value("Rule descriptions may have up to 255 characters");
  return text;
}

ApiResult<void> add_blocks(const Params& permission, std::string_view list, std::string_view member,
                           Rule rule, ApiResult<std::string> (*read)(const std::string&),
                           std::vector<Rule>& out) {
  ENI_TRY(const auto peers, permission.objects(list));
  for (const json::object& entry : peers) {
    const Params peer{entry};
    ENI_TRY(rule.peer_value, read(peer.text_or(member, "")));
    ENI_TRY(rule.description, read_description(peer));
    out.push_back(rule);
  }
  return {};
}

ApiResult<void> add_groups(const Call& call, const Params& permission, Rule rule, std::vector<Rule>& out) {
  ENI_TRY(const auto peers, permission.objects("Groups"));
  rule.peer = Rule::Peer::kGroup;
  for (const json::object& entry : peers) {
    const Params peer{entry};
    ENI_TRY(rule.peer_value, read_group(call, peer));
    ENI_TRY(rule.description, read_description(peer));
    out.push_back(rule);
  }
  return {};
}

ApiResult<void> add_permission(const Call& call, const json::object& given, Direction direction,
                               std::vector<Rule>& out) {
  const Params permission{given};
  ENI_TRY(const auto prefix_lists, permission.objects("PrefixListIds"));
  if (!prefix_lists.empty()) return unsupported("prefix lists (IpPermissions.PrefixListIds)");
  Rule rule;
  rule.direction = direction;
  ENI_TRY(rule.protocol, read_protocol(permission));
  ENI_CHECK(read_ports(permission, rule));
  const std::size_t before = out.size();
  rule.peer = Rule::Peer::kCidr4;
  ENI_CHECK(add_blocks(permission, "IpRanges", "CidrIp", rule, read_block4, out));
  rule.peer = Rule::Peer::kCidr6;
  ENI_CHECK(add_blocks(permission, "Ipv6Ranges", "CidrIpv6", rule, read_block6, out));
  ENI_CHECK(add_groups(call, permission, rule, out));
  if (out.size() == before) return missing_parameter("source or destination of the permission");
  return {};
}

/// IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName as one of IpPermissions.
json::object single_permission(const Call& call) {
  json::object permission;
  for (const std::string_view member : {"IpProtocol", "FromPort", "ToPort"}) {
    if (const json::value* value = call.params.find(member)) permission[member] = *value;
  }
  if (const auto block = call.params.text("CidrIp"))
    permission["IpRanges"] = json::array{json::object{{"CidrIp", *block}}};
  if (const auto name = call.params.text("SourceSecurityGroupName")) {
    permission["Groups"] = json::array{json::object{{"GroupName", *name}}};
    // All of TCP, UDP and ICMP is meant by a group without ports.
    if (!permission.contains("IpProtocol")) permission["IpProtocol"] = kAll;
  }
  return permission;
}

ApiResult<void> check_unique(const std::vector<Rule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (rules[i].is_same(rules[j])) {
        return ApiError{"InvalidParameterValue", "The same permission must not appear multiple times"};
      }
    }
  }
  return {};
}

}  // namespace

ApiResult<std::vector<Rule>> read_permissions(const Call& call, Direction direction) {
  std::vector<Rule> rules;
  ENI_TRY(auto permissions, call.params.objects("IpPermissions"));
  const json::object single = single_permission(call);
  if (!permissions.empty() && !single.empty())
    return invalid_parameter_combination(
        "The parameter 'ipPermissions' may not be used in combination with "
        "'ipProtocol'");
  if (!single.empty()) permissions.push_back(single);
  if (permissions.empty()) return missing_parameter("ipPermissions");
  for (const json::object& permission : permissions)
    ENI_CHECK(add_permission(call, permission, direction, rules));
  ENI_CHECK(check_unique(rules));
  return rules;
}

ApiResult<Rule> read_rule_request(const Call& call, const json::object& request, Direction direction) {
  const Params given{request};
  const auto block4 = given.text("CidrIpv4");
  const auto block6 = given.text("CidrIpv6");
  const auto group = given.text("ReferencedGroupId");
  const int peers = (block4 ? 1 : 0) + (block6 ? 1 : 0) + (group ? 1 : 0);
  if (peers > 1) {
    return invalid_parameter_combination(
        "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified");
  }
  if (peers == 0) {
    return ApiError{
        "MissingParameter",
        "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId"};
  }
  Rule rule;
  rule.direction = direction;
  ENI_TRY(rule.protocol, read_protocol(given));
  ENI_CHECK(read_ports(given, rule));
  ENI_TRY(rule.description, read_description(given));
  if (block4) {
    rule.peer = Rule::Peer::kCidr4;
    ENI_TRY(rule.peer_value, read_block4(*block4));
  } else if (block6) {
    rule.peer = Rule::Peer::kCidr6;
    ENI_TRY(rule.peer_value, read_block6(*block6));
  } else {
    rule.peer = Rule::Peer::kGroup;
    ENI_TRY(const auto found, own(call, "security-group", *group));
    rule.peer_value = found.id;
  }
  return rule;
}

std::string described(const Rule& rule) {
  const std::string protocol = rule.protocol == kAll ? "ALL" : to_upper(rule.protocol);
  std::string out = "peer: " + rule.peer_value + ", " + protocol;
  if (has_ports(rule.protocol)) {
    out.append(", from port: ").append(std::to_string(rule.from_port));
    out.append(", to port: ").append(std::to_string(rule.to_port));
  }
  return out + ", ALLOW";
}

}  // namespace eni::sandbox::ec2_service
