/// CreateNetworkAclEntry, DeleteNetworkAclEntry, ReplaceNetworkAclEntry.
/// Source: Amazon EC2 API Reference, CreateNetworkAclEntry; Amazon VPC quotas, "Rules per network ACL".
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/routing/network_acls.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr long long kHighestNumber = 32766;
constexpr std::ptrdiff_t kMaxEntries = 20;  ///< of one direction, with the last ones

constexpr std::string_view kIcmp = "1";
constexpr std::string_view kTcp = "6";
constexpr std::string_view kUdp = "17";
constexpr std::string_view kIcmpv6 = "58";

ApiError invalid(std::string_view parameter, const std::string& text, std::string_view why) {
  return invalid_parameter_value("Value (" + text + ") for parameter " + std::string(parameter) +
                                 " is invalid. " + std::string(why));
}

/// A number within a structure that must be there.
ApiResult<long long> number_in(const Params& structure, std::string_view path, std::string_view member,
                               long long min, long long max) {
  const std::string name = std::string(path) + "." + std::string(member);
  const auto text = structure.text(member);
  if (!text) return missing_parameter(name);
  const auto number = parse_integer(*text);
  if (!number || *number < min || *number > max) return invalid(name, *text, "It is out of range.");
  return *number;
}

/// Which entry of an ACL a call is about.
struct Named {
  Ec2Resource acl;
  std::int64_t number = 0;
  bool is_egress = false;
};

ApiResult<Named> read_named(const Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkAclId"));
  Named named;
  ENI_TRY(named.acl, own(call, "network-acl", id));
  ENI_TRY(const auto text, required_parameter(call, "RuleNumber"));
  const auto number = parse_integer(text);
  if (!number || *number < 1 || *number > kHighestNumber)
    return invalid("ruleNumber", text, "It must be from 1 to 32766.");
  named.number = *number;
  ENI_TRY(const auto egress, call.params.boolean("Egress"));
  if (!egress) return missing_parameter("egress");
  named.is_egress = *egress;
  return named;
}

ApiResult<std::string> read_protocol(const Call& call) {
  ENI_TRY(const auto text, required_parameter(call, "Protocol"));
  const auto number = parse_integer(text);
  if (!number || *number < -1 || *number > 255)
    return invalid_parameter_value("Invalid value '" + text + "' for IP protocol. Unknown protocol.");
  return std::to_string(*number);
}

/// The block of the entry, of one family.
ApiResult<void> read_block(const Call& call, json::object& entry) {
  const auto block4 = call.params.text("CidrBlock");
  const auto block6 = call.params.text("Ipv6CidrBlock");
  if (!block4 && !block6) return missing_parameter("cidrBlock");
  if (block4 && block6)
    return invalid_parameter_combination("Only one of 'cidrBlock' and 'ipv6CidrBlock' may be given");
  constexpr std::string_view kWhy = "This is not a valid CIDR block.";
  if (block4) {
    const auto block = vpc::Cidr4::parse(*block4);
    if (!block) return invalid("cidrBlock", *block4, kWhy);
    entry["cidrBlock"] = block->text();
  } else {
    const auto block = vpc::Cidr6::parse(*block6);
    if (!block) return invalid("ipv6CidrBlock", *block6, kWhy);
    entry["ipv6CidrBlock"] = block->text();
  }
  return {};
}

/// Other protocols have neither ports nor types: whatever is given, all is meant.
ApiResult<void> read_ports(const Call& call, const std::string& protocol, json::object& entry) {
  if (protocol == kTcp || protocol == kUdp) {
    const json::object* given = call.params.object("PortRange");
    if (!given) return missing_parameter("portRange");
    const Params range{*given};
    ENI_TRY(const auto from, number_in(range, "portRange", "From", 0, 65535));
    ENI_TRY(const auto to, number_in(range, "portRange", "To", 0, 65535));
    if (from > to) {
      return invalid_parameter_value("Invalid TCP/UDP port range (" + std::to_string(from) + ", " +
                                     std::to_string(to) + ")");
    }
    entry["portRange"] = json::object{{"from", from}, {"to", to}};
  } else if (protocol == kIcmp || protocol == kIcmpv6) {
    const json::object* given = call.params.object("Icmp");
    if (!given) return missing_parameter("icmpTypeCode");
    const Params icmp{*given};
    ENI_TRY(const auto type, number_in(icmp, "icmpTypeCode", "Type", -1, 255));
    ENI_TRY(const auto code, number_in(icmp, "icmpTypeCode", "Code", -1, 255));
    entry["icmpTypeCode"] = json::object{{"code", code}, {"type", type}};
  }
  return {};
}

ApiResult<json::object> read_entry(const Call& call, const Named& named) {
  json::object entry{{"ruleNumber", named.number}, {"egress", named.is_egress}};
  ENI_TRY(const auto protocol, read_protocol(call));
  entry["protocol"] = protocol;
  ENI_TRY(const auto action, required_parameter(call, "RuleAction"));
  if (action != "allow" && action != "deny") return invalid("ruleAction", action, "Unknown rule action.");
  entry["ruleAction"] = action;
  ENI_CHECK(read_block(call, entry));
  ENI_CHECK(read_ports(call, protocol, entry));
  return entry;
}

ApiError no_such_entry(const Named& named) {
  return {"InvalidNetworkAclEntry.NotFound",
          "The network acl entry identified by " + std::to_string(named.number) + " does not exist."};
}

ApiResult<void> check_room(Ec2Resource& acl, bool is_egress) {
  const json::array& entries = acl_entries(acl);
  const auto count = std::count_if(entries.begin(), entries.end(), [is_egress](const json::value& entry) {
    return entry.at("egress").as_bool() == is_egress;
  });
  if (count < kMaxEntries) return {};
  return ApiError{"NetworkAclEntryLimitExceeded",
                  "The maximum number of network acl entries has been reached."};
}

Reply done() { return Reply{json::object{{"return", true}}}; }

}  // namespace

ApiResult<Reply> create_network_acl_entry(Call& call) {
  ENI_TRY(auto named, read_named(call));
  ENI_TRY(auto entry, read_entry(call, named));
  if (find_acl_entry(named.acl, named.number, named.is_egress) != acl_entries(named.acl).end()) {
    return ApiError{"NetworkAclEntryAlreadyExists", "The network acl entry identified by " +
                                                        std::to_string(named.number) + " already exists."};
  }
  ENI_CHECK(check_room(named.acl, named.is_egress));
  insert_acl_entry(named.acl, std::move(entry));
  save(call, named.acl);
  return done();
}

ApiResult<Reply> delete_network_acl_entry(Call& call) {
  ENI_TRY(auto named, read_named(call));
  json::array& entries = acl_entries(named.acl);
  const auto found = find_acl_entry(named.acl, named.number, named.is_egress);
  if (found == entries.end()) return no_such_entry(named);
  entries.erase(found);
  save(call, named.acl);
  return done();
}

ApiResult<Reply> replace_network_acl_entry(Call& call) {
  ENI_TRY(auto named, read_named(call));
  ENI_TRY(auto entry, read_entry(call, named));
  const auto found = find_acl_entry(named.acl, named.number, named.is_egress);
  if (found == acl_entries(named.acl).end()) return no_such_entry(named);
  *found = std::move(entry);
  save(call, named.acl);
  return done();
}

}  // namespace eni::sandbox::ec2_service
