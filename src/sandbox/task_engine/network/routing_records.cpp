#include "sandbox/task_engine/network/routing_records.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/store/ec2_repository.h"
#include "sandbox/task_engine/network/ec2_records.h"

namespace eni::sandbox::task_engine {

namespace {

using world::RouteTarget;

constexpr std::string_view kEverywhere = "0.0.0.0/0";

/// Each is a rule that all packets to the outside pass.
constexpr std::size_t kMaxBlocks = 200;
/// Source: RFC 1918, RFC 6598.
constexpr const char* kPrivateBlocks[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"};

bool is_associated(const Ec2Resource& resource, std::string_view subnet) {
  const json::array& associations = array_at(resource.document, "associationSet");
  return std::any_of(associations.begin(), associations.end(),
                     [&](const json::value& one) { return text_at(one, "subnetId") == subnet; });
}

bool is_main(const Ec2Resource& table) {
  const json::array& associations = array_at(table.document, "associationSet");
  return std::any_of(associations.begin(), associations.end(), [](const json::value& one) {
    return one.is_object() && flag_at(one.get_object(), "main");
  });
}

std::optional<Ec2Resource> table_of(Ec2Repository& resources, const Ec2Resource& subnet) {
  std::optional<Ec2Resource> main;
  for (Ec2Resource& table : resources.list_in(subnet.scope, "route-table")) {
    if (is_associated(table, subnet.id)) return std::move(table);
    if (is_main(table)) main = std::move(table);
  }
  return main;
}

bool is_attached_gateway(Ec2Repository& resources, std::string_view id, std::string_view vpc) {
  const auto gateway = resources.find(id);
  return gateway && gateway->kind == "internet-gateway" && gateway->scope == vpc;
}

/// Whether all that a subnet sends outside goes to an internet gateway.
bool leads_to_internet_gateway(Ec2Repository& resources, std::string_view subnet_id) {
  const auto subnet = resources.find(subnet_id);
  const auto table = subnet ? table_of(resources, *subnet) : std::nullopt;
  if (!table) return false;
  const json::array& routes = array_at(table->document, "routeSet");
  return std::any_of(routes.begin(), routes.end(), [&](const json::value& route) {
    return text_at(route, "destinationCidrBlock") == kEverywhere &&
           is_attached_gateway(resources, text_at(route, "gatewayId"), subnet->scope);
  });
}

/// Of the routes of one table.
class Targets {
 public:
  Targets(Ec2Repository& resources, std::string_view vpc, TimePoint now)
      : resources_{resources}, vpc_{vpc}, now_{now} {}

  RouteTarget of(const json::value& route) {
    if (is_egress_only_gateway(text_at(route, "egressOnlyInternetGatewayId")))
      return RouteTarget::kNatGateway;
    if (is_attached_gateway(resources_, text_at(route, "gatewayId"), vpc_))
      return RouteTarget::kInternetGateway;
    if (const std::string nat = text_at(route, "natGatewayId"); !nat.empty()) return of_nat_gateway(nat);
    return RouteTarget::kNowhere;
  }
  std::optional<TimePoint> changes_at() const { return changes_at_; }

 private:
  bool is_egress_only_gateway(const std::string& id) {
    const auto gateway = resources_.find(id);
    return gateway && gateway->kind == "egress-only-internet-gateway" && gateway->scope == vpc_;
  }

  RouteTarget of_nat_gateway(const std::string& id) {
    const auto gateway = resources_.find(id);
    if (!gateway || gateway->document.contains("deleteTime") || gateway->document.contains("failureCode"))
      return RouteTarget::kNowhere;
    if (text_at(gateway->document, "connectivityType") == "private") return RouteTarget::kNowhere;
    const auto available = parse_iso8601(text_at(gateway->document, "_availableTime"));
    if (available && *available > now_) {
      changes_at_ = changes_at_ ? std::min(*changes_at_, *available) : *available;
      return RouteTarget::kNowhere;
    }
    return leads_to_internet_gateway(resources_, text_at(gateway->document, "subnetId"))
               ? RouteTarget::kNatGateway
               : RouteTarget::kNowhere;
  }

  Ec2Repository& resources_;
  std::string_view vpc_;
  TimePoint now_;
  std::optional<TimePoint> changes_at_;
};

std::vector<world::Route> routes_of(const Ec2Resource& table, Targets& targets) {
  std::vector<world::Route> routes;
  for (const json::value& route : array_at(table.document, "routeSet")) {
    const json::value* ipv6 = find(route, "destinationIpv6CidrBlock");
    const auto block =
        vpc::Cidr::parse(text_at(route, ipv6 ? "destinationIpv6CidrBlock" : "destinationCidrBlock"));
    if (block) routes.push_back({*block, targets.of(route)});
  }
  return routes;
}

int number_at(const json::object& object, std::string_view structure, std::string_view member) {
  const json::value* found = find(object, structure);
  return found && found->is_object() ? static_cast<int>(integer_at(found->get_object(), member, -1)) : -1;
}

std::optional<world::AclRule> rule_of(const json::object& entry) {
  const auto block =
      vpc::Cidr::parse(text_at(entry, entry.contains("ipv6CidrBlock") ? "ipv6CidrBlock" : "cidrBlock"));
  const auto protocol = parse_integer(text_at(entry, "protocol"));
  if (!block || !protocol) return std::nullopt;
  world::AclRule rule{text_at(entry, "ruleAction") == "allow", static_cast<int>(*protocol), -1, -1, *block};
  const bool is_icmp = entry.contains("icmpTypeCode");
  rule.from_port = is_icmp ? number_at(entry, "icmpTypeCode", "type") : number_at(entry, "portRange", "from");
  rule.to_port = is_icmp ? number_at(entry, "icmpTypeCode", "code") : number_at(entry, "portRange", "to");
  return rule;
}

/// Entries are kept in their order.
world::NetworkAcl acl_of(const Ec2Resource& resource) {
  world::NetworkAcl acl{resource.id, {}, {}};
  for (const json::value& entry : array_at(resource.document, "entrySet")) {
    if (!entry.is_object()) continue;
    if (const auto rule = rule_of(entry.get_object()))
      (flag_at(entry.get_object(), "egress") ? acl.egress : acl.ingress).push_back(*rule);
  }
  return acl;
}

void add_blocks(const Ec2Resource& resource, const BlockSet& set, std::vector<vpc::Cidr>& blocks) {
  for (const vpc::Cidr& block : blocks_in(resource.document, set))
    if (std::find(blocks.begin(), blocks.end(), block) == blocks.end()) blocks.push_back(block);
}

}  // namespace

std::optional<SubnetRecord> find_subnet(Store& store, std::string_view id, TimePoint now) {
  auto& resources = store.get<Ec2Repository>();
  const auto subnet = resources.find(id);
  if (!subnet || subnet->kind != "subnet") return std::nullopt;
  const auto block = vpc::Cidr::parse(text_at(subnet->document, "cidrBlock"));
  const auto table = table_of(resources, *subnet);
  if (!block || !table) return std::nullopt;
  Targets targets{resources, subnet->scope, now};
  SubnetRecord record{{*block}, {table->id, routes_of(*table, targets)}, {}, targets.changes_at()};
  add_blocks(*subnet, kIpv6Blocks, record.blocks);
  for (const Ec2Resource& acl : resources.list_in(subnet->scope, "network-acl")) {
    if (!is_associated(acl, subnet->id)) continue;
    record.acl = acl_of(acl);
    return record;
  }
  return std::nullopt;
}

std::vector<vpc::Cidr> blocks_of_vpcs(Store& store, std::string_view vpc) {
  auto& resources = store.get<Ec2Repository>();
  std::vector<vpc::Cidr> blocks;
  const auto own = resources.find(vpc);
  if (!own) return blocks;
  add_blocks(*own, kIpv4Blocks, blocks);
  const std::size_t own_blocks = blocks.size();
  for (const Ec2Resource& one : resources.list_everywhere(own->region, "vpc")) {
    add_blocks(one, kIpv4Blocks, blocks);
    if (blocks.size() <= kMaxBlocks) continue;
    blocks.resize(own_blocks);
    for (const char* text : kPrivateBlocks) blocks.push_back(*vpc::Cidr::parse(text));
    break;
  }
  return blocks;
}

}  // namespace eni::sandbox::task_engine
