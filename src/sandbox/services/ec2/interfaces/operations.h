#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> assign_ipv6_addresses(Call& call);
ApiResult<Reply> assign_private_ip_addresses(Call& call);
ApiResult<Reply> associate_trunk_interface(Call& call);
ApiResult<Reply> attach_network_interface(Call& call);
ApiResult<Reply> create_network_interface(Call& call);
ApiResult<Reply> delete_network_interface(Call& call);
ApiResult<Reply> describe_network_interface_attribute(Call& call);
ApiResult<Reply> describe_network_interfaces(Call& call);
ApiResult<Reply> describe_trunk_interface_associations(Call& call);
ApiResult<Reply> detach_network_interface(Call& call);
ApiResult<Reply> disassociate_trunk_interface(Call& call);
ApiResult<Reply> modify_network_interface_attribute(Call& call);
ApiResult<Reply> reset_network_interface_attribute(Call& call);
ApiResult<Reply> unassign_ipv6_addresses(Call& call);
ApiResult<Reply> unassign_private_ip_addresses(Call& call);

}  // namespace eni::sandbox::ec2_service
