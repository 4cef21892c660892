#include "sandbox/task_engine/network/ec2_records.h"

#include "base/text.h"
#include "sandbox/store/ec2_interface_repository.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::task_engine {

namespace {

/// As IP numbers them. Source: IANA, "Assigned Internet Protocol Numbers".
constexpr std::pair<std::string_view, int> kProtocols[] = {
    {"-1", -1}, {"icmp", 1}, {"tcp", 6}, {"udp", 17}, {"icmpv6", 58}};

std::optional<int> protocol_number(const std::string& name) {
  for (const auto& [text, number] : kProtocols)
    if (text == name) return number;
  const auto number = parse_integer(name);
  if (!number || *number < 0 || *number > 255) return std::nullopt;
  return static_cast<int>(*number);
}

/// With the block of its subnet that they are in.
void read_addresses6(const json::object& interface, const json::object& subnet, world::Interface& wire) {
  for (const json::value& entry : array_at(interface, "ipv6AddressesSet"))
    if (const auto address = vpc::parse_ipv6(text_at(entry, "ipv6Address")))
      wire.addresses6.push_back(*address);
  if (wire.addresses6.empty()) return;
  for (const json::value& association : array_at(subnet, kIpv6Blocks.associations)) {
    const auto block = vpc::Cidr6::parse(text_at(association, kIpv6Blocks.block));
    if (block && block->contains(wire.addresses6.front())) wire.subnet6 = *block;
  }
  std::erase_if(wire.addresses6, [&](const vpc::Ipv6& one) { return !wire.subnet6.contains(one); });
}

std::optional<InterfaceRecord> record_of(Store& store, const Ec2Interface& interface) {
  const auto subnet = store.get<Ec2Repository>().find(interface.subnet);
  if (!subnet) return std::nullopt;
  const auto mac = vpc::parse_mac(text_at(interface.document, "macAddress"));
  const auto address = vpc::parse_ipv4(text_at(interface.document, "privateIpAddress"));
  const auto block = vpc::Cidr4::parse(text_at(subnet->document, "cidrBlock"));
  if (!mac || !address || !block) return std::nullopt;
  InterfaceRecord record{interface.id, interface.vpc, {}, {}, {}, {}, 0};
  record.wire = {*mac, *address, *block, flag_at(interface.document, "sourceDestCheck", true)};
  read_addresses6(interface.document, subnet->document, record.wire);
  for (const json::value& group : array_at(interface.document, "groupSet"))
    record.groups.push_back(text_at(group, "groupId"));
  record.private_dns_name = text_at(interface.document, "privateDnsName");
  record.trunk = interface.trunk;
  record.vlan_id = static_cast<world::VlanId>(interface.vlan_id);
  record.subnet = interface.subnet;
  record.has_public_address = interface.document.contains("association");
  return record;
}

/// Nothing for what the router does not know.
std::optional<world::Permission> permission_of(const json::object& rule) {
  world::Permission permission;
  const auto protocol = protocol_number(text_at(rule, "ipProtocol"));
  if (!protocol) return std::nullopt;
  permission.protocol = *protocol;
  permission.from_port = static_cast<int>(integer_at(rule, "fromPort", -1));
  permission.to_port = static_cast<int>(integer_at(rule, "toPort", -1));
  if (const json::value* group = find(rule, "referencedGroupInfo")) {
    permission.peer = text_at(*group, "groupId");
    return permission;
  }
  const bool is_ipv6 = rule.contains("cidrIpv6");
  const auto block = vpc::Cidr::parse(text_at(rule, is_ipv6 ? "cidrIpv6" : "cidrIpv4"));
  if (!block) return std::nullopt;
  permission.peer = *block;
  return permission;
}

}  // namespace

std::optional<InterfaceRecord> find_interface(Store& store, std::string_view id) {
  const auto interface = store.get<Ec2InterfaceRepository>().find(id);
  if (!interface) return std::nullopt;
  return record_of(store, *interface);
}

std::optional<InterfaceRecord> find_interface_at(Store& store, std::string_view vpc,
                                                 std::string_view address) {
  auto& interfaces = store.get<Ec2InterfaceRepository>();
  for (const Ec2Resource& subnet : store.get<Ec2Repository>().list_in(vpc, "subnet"))
    if (const auto id = interfaces.find_by_address(subnet.id, address)) return find_interface(store, *id);
  return std::nullopt;
}

std::vector<InterfaceRecord> interfaces_of_instance(Store& store, std::string_view instance) {
  std::vector<InterfaceRecord> records;
  for (const Ec2Interface& one : store.get<Ec2InterfaceRepository>().of_instance(instance))
    if (auto record = record_of(store, one)) records.push_back(*std::move(record));
  return records;
}

std::optional<world::SecurityGroup> find_security_group(Store& store, std::string_view id) {
  auto& resources = store.get<Ec2Repository>();
  const auto found = resources.find(id);
  if (!found || found->kind != "security-group") return std::nullopt;
  world::SecurityGroup group{found->id, {}, {}};
  for (const Ec2Resource& rule : resources.list_in(id, "security-group-rule")) {
    const auto permission = permission_of(rule.document);
    if (!permission) continue;
    (flag_at(rule.document, "isEgress") ? group.egress : group.ingress).push_back(*permission);
  }
  return group;
}

std::vector<vpc::Cidr> blocks_in(const json::object& holder, const BlockSet& set) {
  std::vector<vpc::Cidr> blocks;
  for (const json::value& association : array_at(holder, set.associations))
    if (const auto block = vpc::Cidr::parse(text_at(association, set.block))) blocks.push_back(*block);
  return blocks;
}

std::vector<vpc::Cidr> blocks_of_vpc(Store& store, std::string_view vpc) {
  const auto found = store.get<Ec2Repository>().find(vpc);
  if (!found) return {};
  std::vector<vpc::Cidr> blocks = blocks_in(found->document, kIpv4Blocks);
  for (const vpc::Cidr& block : blocks_in(found->document, kIpv6Blocks)) blocks.push_back(block);
  return blocks;
}

std::optional<vpc::Cidr4> block_of_vpc(Store& store, std::string_view vpc) {
  const auto found = store.get<Ec2Repository>().find(vpc);
  if (!found) return std::nullopt;
  return vpc::Cidr4::parse(text_at(found->document, "cidrBlock"));
}

}  // namespace eni::sandbox::task_engine
