#include "sandbox/services/ec2/addresses/find_address.h"

#include "sandbox/services/ec2/addresses/elastic_ips.h"
#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {
namespace {

std::vector<Ec2Resource> own_addresses(const Call& call) {
  return call.store<Ec2Repository>().list(place_of(call), "elastic-ip");
}

}  // namespace

ApiResult<Ec2Resource> address_by_public_ip(const Call& call, const std::string& public_ip) {
  for (auto& address : own_addresses(call)) {
    if (as_text(address.document.at("publicIp")) == public_ip) return std::move(address);
  }
  return ApiError{"InvalidAddress.NotFound", "Address '" + public_ip + "' not found."};
}

ApiResult<Ec2Resource> address_by_association(const Call& call, const std::string& association) {
  for (auto& address : own_addresses(call)) {
    if (association_of(address) == association) return std::move(address);
  }
  return not_found("InvalidAssociationID.NotFound", "association", association);
}

ApiResult<Ec2Resource> find_address(const Call& call) {
  if (const auto id = call.params.text("AllocationId")) return own(call, "elastic-ip", *id);
  if (const auto public_ip = call.params.text("PublicIp")) return address_by_public_ip(call, *public_ip);
  return missing_parameter("AllocationId");
}

}  // namespace eni::sandbox::ec2_service
