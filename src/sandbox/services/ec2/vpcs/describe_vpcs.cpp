#include <algorithm>
#include <set>

#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"cidr", "cidrBlock"},
    {"cidr-block-association.association-id", "cidrBlockAssociationSet.associationId"},
    {"cidr-block-association.cidr-block", "cidrBlockAssociationSet.cidrBlock"},
    {"cidr-block-association.state", "cidrBlockAssociationSet.cidrBlockState.state"},
    {"dhcp-options-id", "dhcpOptionsId"},
    {"ipv6-cidr-block-association.association-id", "ipv6CidrBlockAssociationSet.associationId"},
    {"ipv6-cidr-block-association.ipv6-cidr-block", "ipv6CidrBlockAssociationSet.ipv6CidrBlock"},
    {"ipv6-cidr-block-association.ipv6-pool", "ipv6CidrBlockAssociationSet.ipv6Pool"},
    {"ipv6-cidr-block-association.state", "ipv6CidrBlockAssociationSet.ipv6CidrBlockState.state"},
    {"is-default", "isDefault"},
    {"isDefault", "isDefault"},
    {"owner-id", "ownerId"},
    {"state", "state"},
    {"vpc-id", "vpcId"},
};

/// The caller's own, and those that subnets shared with it lie in.
std::vector<Ec2Resource> visible_vpcs(const Call& call) {
  auto& repository = call.store<Ec2Repository>();
  auto vpcs = repository.list(place_of(call), "vpc");
  std::set<std::string> shared;
  for (const Ec2Resource& subnet : visible_subnets(call)) {
    if (subnet.account == call.account().value || !shared.insert(subnet.scope).second) continue;
    if (auto vpc = repository.find(subnet.scope)) vpcs.push_back(*std::move(vpc));
  }
  return vpcs;
}

ApiResult<std::vector<Ec2Resource>> wanted_vpcs(const Call& call) {
  ENI_TRY(const auto ids, call.params.texts("VpcId"));
  auto all = visible_vpcs(call);
  if (ids.empty()) return all;
  std::vector<Ec2Resource> out;
  for (const std::string& id : ids) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&id](const Ec2Resource& vpc) { return vpc.id == id; });
    if (found == all.end()) return not_found(kind_of("vpc"), id);
    out.push_back(*found);
  }
  return out;
}

json::object item(const Call& call, const Ec2Resource& vpc) {
  json::object out = shown(call, vpc);
  if (vpc.account != call.account().value) out["tagSet"] = json::array{};  // Tags are not shared.
  return out;
}

}  // namespace

ApiResult<Reply> describe_vpcs(Call& call) {
  ENI_TRY(const auto vpcs, wanted_vpcs(call));
  std::vector<json::object> items;
  for (const Ec2Resource& vpc : vpcs) items.push_back(item(call, vpc));
  return describe(call, std::move(items), "vpcSet", "vpcId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
