#pragma once
/// Branch interfaces on trunks: each has a VLAN id of its own there.
/// Source: Amazon EC2 API Reference, AssociateTrunkInterface, TrunkInterfaceAssociation.
#include "sandbox/services/ec2/interfaces/interfaces.h"

namespace eni::sandbox::ec2_service {

/// @param vlan_id  nothing: the lowest that is free
/// @error  InvalidParameterValue (not a branch, not a trunk, another zone, a VLAN id that is taken);
///         InvalidNetworkInterface.InUse for a branch that is associated already
ApiResult<void> associate_with_trunk(const Call& call, Ec2Interface& branch, const Ec2Interface& trunk,
                                     std::optional<int> vlan_id);
void disassociate_from_trunk(const Call& call, Ec2Interface& branch);

/// The association of an associated branch, as DescribeTrunkInterfaceAssociations shows it.
json::object trunk_association_item(const Call& call, const Ec2Interface& branch);

}  // namespace eni::sandbox::ec2_service
