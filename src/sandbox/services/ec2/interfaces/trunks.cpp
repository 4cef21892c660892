#include "sandbox/services/ec2/interfaces/trunks.h"

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Of IEEE 802.1Q; 0 means no VLAN and 4095 is reserved.
constexpr int kMaxVlanId = 4094;

ApiResult<void> check_pair(const Ec2Interface& branch, const Ec2Interface& trunk) {
  if (branch.type != "branch")
    return invalid_parameter_value("The network interface '" + branch.id + "' is not of type branch");
  if (trunk.type != "trunk")
    return invalid_parameter_value("The network interface '" + trunk.id + "' is not of type trunk");
  if (branch.document.at("availabilityZone") != trunk.document.at("availabilityZone"))
    return invalid_parameter_value("The branch and trunk interfaces must be in the same Availability Zone");
  if (status_of(branch) != "available")
    return ApiError{"InvalidNetworkInterface.InUse", "Interface: [" + branch.id + "] in use."};
  return {};
}

ApiResult<int> choose_vlan_id(const Call& call, const Ec2Interface& trunk, std::optional<int> wanted) {
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  const int chosen = wanted ? *wanted : interfaces.free_vlan_id(trunk.id);
  if (chosen < 1 || chosen > kMaxVlanId) {
    return invalid_parameter_value("Invalid value '" + std::to_string(chosen) +
                                   "' for vlanId. Must be between 1 and 4094.");
  }
  if (wanted && interfaces.is_vlan_id_used(trunk.id, chosen)) {
    return invalid_parameter_value("The VLAN ID '" + std::to_string(chosen) +
                                   "' is already in use on trunk '" + trunk.id + "'");
  }
  return chosen;
}

}  // namespace

ApiResult<void> associate_with_trunk(const Call& call, Ec2Interface& branch, const Ec2Interface& trunk,
                                     std::optional<int> vlan_id) {
  ENI_CHECK(check_pair(branch, trunk));
  ENI_TRY(branch.vlan_id, choose_vlan_id(call, trunk, vlan_id));
  branch.trunk = trunk.id;
  branch.trunk_association = new_id(call, "trunk-assoc-");
  update_status(branch);
  save(call, branch);
  return {};
}

void disassociate_from_trunk(const Call& call, Ec2Interface& branch) {
  auto& repository = call.store<Ec2Repository>();
  for (const auto& [key, value] : repository.tags(branch.trunk_association))
    repository.remove_tag(branch.trunk_association, key);
  branch.trunk.clear();
  branch.vlan_id = 0;
  branch.trunk_association.clear();
  update_status(branch);
  save(call, branch);
}

json::object trunk_association_item(const Call& call, const Ec2Interface& branch) {
  return {{"associationId", branch.trunk_association},
          {"branchInterfaceId", branch.id},
          {"trunkInterfaceId", branch.trunk},
          {"interfaceProtocol", "VLAN"},
          {"vlanId", branch.vlan_id},
          {"tagSet", tag_set(call.store<Ec2Repository>().tags(branch.trunk_association))}};
}

}  // namespace eni::sandbox::ec2_service
