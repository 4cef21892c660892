#include "sandbox/services/ec2/vpcs/vpcs.h"

#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/routing/dhcp_options.h"
#include "sandbox/services/ec2/routing/network_acls.h"
#include "sandbox/services/ec2/routing/route_tables.h"
#include "sandbox/services/ec2/security_groups/groups.h"
#include "vpc/blocks.h"

namespace eni::sandbox::ec2_service {
namespace {

json::object associated() { return {{"state", "associated"}}; }

json::object document_of(const Call& call, const std::string& id, const NewVpc& wanted) {
  const bool is_default = wanted.origin == NewVpc::Origin::kDefault;
  return {
      {"vpcId", id},
      {"ownerId", call.account().value},
      {"state", "available"},
      {"cidrBlock", wanted.block.text()},
      {"cidrBlockAssociationSet", json::array{json::object{{"associationId", new_id(call, "vpc-cidr-assoc-")},
                                                           {"cidrBlock", wanted.block.text()},
                                                           {"cidrBlockState", associated()}}}},
      {"ipv6CidrBlockAssociationSet", json::array{}},
      {"dhcpOptionsId", default_dhcp_options(call)},
      {"instanceTenancy", wanted.tenancy},
      {"isDefault", is_default},
      {"_enableDnsSupport", true},
      {"_enableDnsHostnames", is_default},
      {"_enableNetworkAddressUsageMetrics", false}};
}

/// Of IPv6's documentation prefix, so that no real network is meant: 2001:db8:RRRR:RR00::/56.
vpc::Cidr6 random_block6(const Call& call) {
  const std::uint64_t chosen = call.random().next() & 0xFFFFFF;
  return {{0x2001'0db8'0000'0000 | chosen << 8, 0}, vpc::kVpcBlock6};
}

template <class Cidr>
std::vector<Cidr> blocks_in(const Ec2Resource& resource, std::string_view set, std::string_view member) {
  std::vector<Cidr> blocks;
  const json::value* associations = find(resource.document, set);
  if (!associations || !associations->is_array()) return blocks;
  for (const json::value& association : associations->get_array()) {
    const auto block = Cidr::parse(as_text(association.at(member)));
    if (block) blocks.push_back(*block);
  }
  return blocks;
}

}  // namespace

Ec2Resource make_vpc(const Call& call, const NewVpc& wanted) {
  const std::string id = new_id(call, "vpc-");
  Ec2Resource vpc = make(call, "vpc", id, "", document_of(call, id, wanted), wanted.tags);
  make_default_group(call, vpc.id);
  make_main_route_table(call, vpc);
  make_default_acl(call, vpc.id);
  return vpc;
}

std::vector<vpc::Cidr4> blocks4_of(const Ec2Resource& vpc) {
  return blocks_in<vpc::Cidr4>(vpc, "cidrBlockAssociationSet", "cidrBlock");
}

std::vector<vpc::Cidr6> blocks6_of(const Ec2Resource& vpc_or_subnet) {
  return blocks_in<vpc::Cidr6>(vpc_or_subnet, "ipv6CidrBlockAssociationSet", "ipv6CidrBlock");
}

json::object add_provided_block6(const Call& call, Ec2Resource& vpc) {
  std::vector<vpc::Cidr6> taken;
  for (const auto& other : call.store<Ec2Repository>().list_everywhere(vpc.region, "vpc")) {
    for (const auto& block : blocks6_of(other)) taken.push_back(block);
  }
  vpc::Cidr6 block = random_block6(call);
  while (std::find(taken.begin(), taken.end(), block) != taken.end()) block = random_block6(call);
  const json::object association{{"associationId", new_id(call, "vpc-cidr-assoc-")},
                                 {"ipv6CidrBlock", block.text()},
                                 {"ipv6CidrBlockState", associated()},
                                 {"networkBorderGroup", call.region.value},
                                 {"ipv6Pool", "Amazon"}};
  json::array& associations = vpc.document.at("ipv6CidrBlockAssociationSet").as_array();
  associations.emplace_back(association);
  save(call, vpc);
  if (associations.size() == 1) {
    add_ipv6_entries(call, vpc.id);
    add_ipv6_egress(call, vpc.id);
  }
  return association;
}

std::optional<Ec2Resource> find_default_vpc(const Call& call) {
  for (auto& vpc : call.store<Ec2Repository>().list(place_of(call), "vpc")) {
    if (vpc.document.at("isDefault").as_bool()) return std::move(vpc);
  }
  return std::nullopt;
}

bool has_dns_hostnames(const Ec2Resource& vpc) { return vpc.document.at("_enableDnsHostnames").as_bool(); }

ApiResult<vpc::Cidr4> read_block4(const std::string& text, std::string_view range_error) {
  const auto block = vpc::Cidr4::parse(text);
  if (!block) {
    return invalid_parameter_value("Value (" + text +
                                   ") for parameter cidrBlock is invalid. This is not a valid CIDR block.");
  }
  if (!vpc::is_allowed_size(*block))
    return ApiError{std::string(range_error), "The CIDR '" + text + "' is invalid."};
  return *block;
}

}  // namespace eni::sandbox::ec2_service
