#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/security_groups/groups.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Whether the VPC has more of that kind than what it began with and what goes with it.
bool has_more(const Call& call, const std::string& vpc, std::string_view kind, std::size_t own) {
  return call.store<Ec2Repository>().list_in(vpc, kind).size() > own;
}

bool has_dependencies(const Call& call, const std::string& vpc) {
  return has_more(call, vpc, "subnet", 0) || has_more(call, vpc, "security-group", 1) ||
         has_more(call, vpc, "route-table", 1) || has_more(call, vpc, "internet-gateway", 0) ||
         has_more(call, vpc, "network-acl", 1) || has_more(call, vpc, "vpc-endpoint", 0) ||
         has_more(call, vpc, "egress-only-internet-gateway", 0) ||
         call.store<Ec2InterfaceRepository>().any_in_vpc(vpc);
}

void remove_all(const Call& call, std::string_view scope, std::string_view kind) {
  auto& repository = call.store<Ec2Repository>();
  for (const Ec2Resource& resource : repository.list_in(scope, kind)) repository.remove(resource.id);
}

}  // namespace

/// The default security group, the main route table and the default network ACL go with the VPC.
ApiResult<Reply> delete_vpc(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "VpcId"));
  ENI_TRY(const auto vpc, own(call, "vpc", id));
  if (has_dependencies(call, vpc.id)) {
    return ApiError{"DependencyViolation",
                    "The vpc '" + vpc.id + "' has dependencies and cannot be deleted."};
  }
  for (const Ec2Resource& group : call.store<Ec2Repository>().list_in(vpc.id, "security-group"))
    remove_group(call, group);
  for (const std::string_view kind : {"route-table", "network-acl"}) remove_all(call, vpc.id, kind);
  call.store<Ec2Repository>().remove(vpc.id);
  publish_routing_change(call, vpc.id);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
