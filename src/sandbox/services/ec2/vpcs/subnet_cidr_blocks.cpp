/// AssociateSubnetCidrBlock, DisassociateSubnetCidrBlock.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

json::array& associations(Ec2Resource& subnet) {
  return subnet.document.at("ipv6CidrBlockAssociationSet").as_array();
}

/// Whether an interface of the subnet has an IPv6 address.
bool has_addresses6(const Call& call, const Ec2Resource& subnet) {
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  constexpr int kAtOnce = 500;
  for (std::int64_t after = 0;;) {
    const auto some =
        interfaces.list(Ec2InterfaceRepository::By::kSubnet, place_of(call), subnet.id, after, kAtOnce);
    for (const Ec2Interface& interface : some) {
      const json::value* addresses = find(interface.document, "ipv6AddressesSet");
      if (addresses && !addresses->as_array().empty()) return true;
    }
    if (some.size() < kAtOnce) return false;
    after = some.back().number;
  }
}

}  // namespace

ApiResult<Reply> associate_subnet_cidr_block(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "SubnetId"));
  ENI_TRY(const auto text, required_parameter(call, "Ipv6CidrBlock"));
  ENI_TRY(auto subnet, own(call, "subnet", id));
  ENI_TRY(const auto vpc, own(call, "vpc", subnet.scope));
  ENI_TRY(const auto block, read_subnet_block6(text));
  if (!associations(subnet).empty()) {
    return ApiError{"CidrLimitExceeded",
                    "This subnet '" + subnet.id + "' has met its maximum number of allowed CIDRs: 1"};
  }
  ENI_CHECK(check_subnet_block6_fits(call, vpc, block));
  const json::object association{{"associationId", new_id(call, "subnet-cidr-assoc-")},
                                 {"ipv6CidrBlock", block.text()},
                                 {"ipv6CidrBlockState", json::object{{"state", "associated"}}}};
  associations(subnet).emplace_back(association);
  save(call, subnet);
  return Reply{json::object{{"subnetId", subnet.id}, {"ipv6CidrBlockAssociation", association}}};
}

ApiResult<Reply> disassociate_subnet_cidr_block(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "AssociationId"));
  for (Ec2Resource& subnet : call.store<Ec2Repository>().list(place_of(call), "subnet")) {
    json::array& set = associations(subnet);
    const auto found = std::find_if(set.begin(), set.end(), [&id](const json::value& association) {
      return as_text(association.at("associationId")) == id;
    });
    if (found == set.end()) continue;
    if (has_addresses6(call, subnet)) {
      return ApiError{"DependencyViolation",
                      "The subnet '" + subnet.id +
                          "' has interfaces with IPv6 addresses and its IPv6 CIDR block "
                          "cannot be disassociated."};
    }
    json::object association = found->as_object();
    association["ipv6CidrBlockState"] = json::object{{"state", "disassociating"}};
    set.erase(found);
    subnet.document["assignIpv6AddressOnCreation"] = false;
    save(call, subnet);
    return Reply{json::object{{"subnetId", subnet.id}, {"ipv6CidrBlockAssociation", std::move(association)}}};
  }
  return ApiError{"InvalidSubnetCidrBlockAssociationID.NotFound",
                  "The subnet CIDR block association ID '" + id + "' does not exist"};
}

}  // namespace eni::sandbox::ec2_service
