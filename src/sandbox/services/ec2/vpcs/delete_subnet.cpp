#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/routing/network_acls.h"
#include "sandbox/services/ec2/routing/route_tables.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "sandbox/store/ec2_address_pools.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> delete_subnet(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "SubnetId"));
  ENI_TRY(const auto subnet, own(call, "subnet", id));
  if (call.store<Ec2InterfaceRepository>().any_in_subnet(subnet.id)) {
    return ApiError{"DependencyViolation",
                    "The subnet '" + subnet.id + "' has dependencies and cannot be deleted."};
  }
  remove_from_acls(call, subnet.scope, subnet.id);
  remove_subnet_association(call, subnet.scope, subnet.id);
  call.store<Ec2AddressPools>().remove(subnet.id);
  call.store<Ec2Repository>().remove(subnet.id);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
