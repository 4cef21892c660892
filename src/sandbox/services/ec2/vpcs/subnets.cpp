#include "sandbox/services/ec2/vpcs/subnets.h"

#include "sandbox/services/ec2/routing/network_acls.h"
#include "sandbox/store/ec2_address_pools.h"
#include "sandbox/store/ram_repository.h"
#include "vpc/blocks.h"

namespace eni::sandbox::ec2_service {
namespace {

ApiError conflict(const std::string& block) {
  return {"InvalidSubnet.Conflict", "The CIDR '" + block + "' conflicts with another subnet"};
}

ApiError out_of_range(const std::string& block) {
  return {"InvalidSubnet.Range", "The CIDR '" + block + "' is invalid."};
}

ApiResult<void> as_result(vpc::BlockFit fit, const std::string& block) {
  if (fit == vpc::BlockFit::kOutside) return out_of_range(block);
  if (fit == vpc::BlockFit::kConflicts) return conflict(block);
  return {};
}

json::array block6_set(const Call& call, const NewSubnet& wanted) {
  json::array set;
  if (wanted.block6) {
    set.push_back(json::object{{"associationId", new_id(call, "subnet-cidr-assoc-")},
                               {"ipv6CidrBlock", wanted.block6->text()},
                               {"ipv6CidrBlockState", json::object{{"state", "associated"}}}});
  }
  return set;
}

}  // namespace

std::vector<Ec2Resource> subnets_of(const Call& call, std::string_view vpc_id) {
  return call.store<Ec2Repository>().list_in(vpc_id, "subnet");
}

ApiResult<void> check_subnet_block6_fits(const Call& call, const Ec2Resource& vpc, const vpc::Cidr6& block) {
  std::vector<vpc::Cidr6> taken;
  for (const Ec2Resource& other : subnets_of(call, vpc.id)) {
    for (const auto& of_other : blocks6_of(other)) taken.push_back(of_other);
  }
  return as_result(vpc::fit_subnet(block, blocks6_of(vpc), taken), block.text());
}

ApiResult<void> check_subnet_fits(const Call& call, const Ec2Resource& vpc, const NewSubnet& wanted) {
  std::vector<vpc::Cidr4> taken;
  for (const Ec2Resource& other : subnets_of(call, vpc.id))
    taken.push_back(*vpc::Cidr4::parse(as_text(other.document.at("cidrBlock"))));
  ENI_CHECK(as_result(vpc::fit_subnet(wanted.block, blocks4_of(vpc), taken), wanted.block.text()));
  return wanted.block6 ? check_subnet_block6_fits(call, vpc, *wanted.block6) : ApiResult<void>{};
}

Ec2Resource make_subnet(const Call& call, const Ec2Resource& vpc, const NewSubnet& wanted) {
  const std::string id = new_id(call, "subnet-");
  const bool is_default = wanted.origin == NewSubnet::Origin::kDefault;
  json::object document{
      {"subnetId", id},
      {"subnetArn", arn_of(call, call.account().value, "subnet", id)},
      {"state", "available"},
      {"vpcId", vpc.id},
      {"ownerId", call.account().value},
      {"cidrBlock", wanted.block.text()},
      {"ipv6CidrBlockAssociationSet", block6_set(call, wanted)},
      {"availabilityZone", wanted.zone.name},
      {"availabilityZoneId", wanted.zone.id},
      {"defaultForAz", is_default},
      {"mapPublicIpOnLaunch", is_default},
      {"mapCustomerOwnedIpOnLaunch", false},
      {"assignIpv6AddressOnCreation", false},
      {"enableDns64", false},
      {"ipv6Native", false},
      {"privateDnsNameOptionsOnLaunch", json::object{{"hostnameType", "ip-name"},
                                                     {"enableResourceNameDnsARecord", false},
                                                     {"enableResourceNameDnsAAAARecord", false}}}};
  call.store<Ec2AddressPools>().create(id, vpc::usable_addresses(wanted.block));
  add_to_default_acl(call, vpc.id, id);
  return make(call, "subnet", id, vpc.id, std::move(document), wanted.tags);
}

std::optional<Ec2Resource> find_subnet(const Call& call, std::string_view id) {
  auto subnet = call.store<Ec2Repository>().find(id);
  if (!subnet || subnet->kind != "subnet" || subnet->region != call.region.value) return std::nullopt;
  if (subnet->account == call.account().value) return subnet;
  const std::string arn = as_text(subnet->document.at("subnetArn"));
  if (!call.store<RamRepository>().is_shared(arn, call.account().value)) return std::nullopt;
  return subnet;
}

ApiResult<Ec2Resource> visible_subnet(const Call& call, std::string_view id) {
  auto subnet = find_subnet(call, id);
  if (!subnet) return not_found(kind_of("subnet"), id);
  return *std::move(subnet);
}

std::vector<Ec2Resource> visible_subnets(const Call& call) {
  auto& repository = call.store<Ec2Repository>();
  auto subnets = repository.list(place_of(call), "subnet");
  for (const std::string& arn :
       call.store<RamRepository>().resources_shared_with(call.account().value, call.region.value)) {
    // A share outlives what it shares.
    if (auto subnet = repository.find(arn.substr(arn.rfind('/') + 1))) subnets.push_back(*std::move(subnet));
  }
  return subnets;
}

json::object subnet_item(const Call& call, const Ec2Resource& subnet) {
  json::object item = shown(call, subnet);
  // Tags are not shared.
  if (subnet.account != call.account().value) item["tagSet"] = json::array{};
  item["availableIpAddressCount"] = call.store<Ec2AddressPools>().available(subnet.id);
  return item;
}

}  // namespace eni::sandbox::ec2_service
