/// AssociateAddress, DisassociateAddress.
#include "sandbox/services/ec2/addresses/elastic_ips.h"
#include "sandbox/services/ec2/addresses/find_address.h"
#include "sandbox/services/ec2/addresses/operations.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/addresses.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

/// The interface named, or the instance's primary one.
ApiResult<Ec2Interface> find_target(const Call& call) {
  if (const auto id = call.params.text("NetworkInterfaceId")) return changeable_interface(call, *id);
  const auto instance_id = call.params.text("InstanceId");
  if (!instance_id) return missing_parameter("instanceId or networkInterfaceId");
  ENI_CHECK(own(call, "instance", *instance_id));
  auto interfaces = call.store<Ec2InterfaceRepository>().of_instance(*instance_id);
  if (interfaces.empty())
    return ApiError{"InvalidInstanceID", "The instance '" + *instance_id + "' has no network interface"};
  if (interfaces.size() > 1) {
    return ApiError{"InvalidInstanceID", "There are multiple interfaces attached to instance '" +
                                             *instance_id +
                                             "'. Please specify an interface ID for the operation instead."};
  }
  return std::move(interfaces.front());
}

ApiError already_associated(const Ec2Resource& address) {
  return {"Resource.AlreadyAssociated",
          "resource " + address.id + " is already associated with associate-id " + association_of(address)};
}

/// Ends former associations of both sides, if the call allows it.
ApiResult<void> make_free(const Call& call, Ec2Resource& address, const Ec2Interface& interface,
                          const std::string& private_address) {
  ENI_TRY(const auto allowed, call.params.boolean("AllowReassociation"));
  if (!association_of(address).empty()) {
    if (!allowed.value_or(true)) return already_associated(address);
    clear_association(call, address);
  }
  for (Ec2Resource& other : call.store<Ec2Repository>().list_in(interface.id, "elastic-ip")) {
    if (as_text(other.document.at("privateIpAddress")) != private_address) continue;
    if (!allowed.value_or(true)) return already_associated(other);
    clear_association(call, other);
  }
  return {};
}

}  // namespace

ApiResult<Reply> associate_address(Call& call) {
  ENI_TRY(auto address, find_address(call));
  ENI_TRY(auto interface, find_target(call));
  const std::string private_address = call.params.text_or("PrivateIpAddress", primary_address(interface));
  if (!has_address4(interface, private_address)) {
    return invalid_parameter_value("Invalid value '" + private_address +
                                   "' for address. Address is not assigned to "
                                   "interface " +
                                   interface.id);
  }
  if (!has_internet_gateway(call, interface.vpc)) {
    return ApiError{"Gateway.NotAttached",
                    "Network " + interface.vpc + " is not attached to any internet gateway"};
  }
  ENI_CHECK(make_free(call, address, interface, private_address));
  ENI_TRY(interface, own_interface(call, interface.id));  // It may have lost an association.
  record_association(call, address, interface, private_address);
  return Reply{json::object{{"return", true}, {"associationId", association_of(address)}}};
}

ApiResult<Reply> disassociate_address(Call& call) {
  const auto association = call.params.text("AssociationId");
  const auto public_ip = call.params.text("PublicIp");
  if (!association && !public_ip) return missing_parameter("AssociationId");
  ENI_TRY(auto address,
          association ? address_by_association(call, *association) : address_by_public_ip(call, *public_ip));
  if (association_of(address).empty())
    return not_found("InvalidAssociationID.NotFound", "association", address.id);
  const auto interface = call.store<Ec2InterfaceRepository>().find(address.scope);
  if (interface && interface->document.at("requesterManaged").as_bool() && !is_service(call.principal))
    return ApiError{"AuthFailure", "You do not have permission to access the specified resource."};
  clear_association(call, address);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
