/// AllocateAddress, ReleaseAddress, DescribeAddresses.
#include <algorithm>

#include "sandbox/services/ec2/addresses/elastic_ips.h"
#include "sandbox/services/ec2/addresses/find_address.h"
#include "sandbox/services/ec2/addresses/operations.h"
#include "sandbox/services/ec2/addresses/public_addresses.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"allocation-id", "allocationId"},
    {"association-id", "associationId"},
    {"domain", "domain"},
    {"instance-id", "instanceId"},
    {"network-border-group", "networkBorderGroup"},
    {"network-interface-id", "networkInterfaceId"},
    {"network-interface-owner-id", "networkInterfaceOwnerId"},
    {"private-ip-address", "privateIpAddress"},
    {"public-ip", "publicIp"},
};

}  // namespace

ApiResult<Reply> allocate_address(Call& call) {
  if (call.params.text_or("Domain", "vpc") != "vpc")
    return invalid_parameter_value("Invalid value '" + call.params.text_or("Domain", "") + "' for domain.");
  if (call.params.text_or("PublicIpv4Pool", "amazon") != "amazon")
    return unsupported("address pools of one's own (PublicIpv4Pool)");
  if (call.params.text_or("NetworkBorderGroup", call.region.value) != call.region.value)
    return unsupported("network border groups other than the Region");
  ENI_TRY(const auto tags, tags_on_creation(call, "AllocateAddress", {"elastic-ip"}));
  ENI_TRY(const auto public_ip, take_public_address(call));
  const std::string id = new_id(call, "eipalloc-");
  const json::object document{{"allocationId", id},
                              {"publicIp", public_ip},
                              {"domain", "vpc"},
                              {"publicIpv4Pool", "amazon"},
                              {"networkBorderGroup", call.region.value}};
  make(call, "elastic-ip", id, "", document, tags_for(tags, "elastic-ip"));
  return Reply{json::object{document}};
}

ApiResult<Reply> release_address(Call& call) {
  ENI_TRY(const auto address, find_address(call));
  const std::string public_ip = as_text(address.document.at("publicIp"));
  if (!association_of(address).empty())
    return ApiError{"InvalidIPAddress.InUse", "Address " + public_ip + " is in use."};
  give_back_public_address(call, public_ip);
  call.store<Ec2Repository>().remove(address.id);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> describe_addresses(Call& call) {
  ENI_TRY(auto addresses, own_listed(call, "elastic-ip", "AllocationId"));
  ENI_TRY(const auto public_ips, call.params.texts("PublicIp"));
  for (const std::string& ip : public_ips) ENI_CHECK(address_by_public_ip(call, ip));
  std::vector<json::object> items;
  for (const Ec2Resource& address : addresses) {
    const std::string ip = as_text(address.document.at("publicIp"));
    const bool is_wanted =
        public_ips.empty() || std::find(public_ips.begin(), public_ips.end(), ip) != public_ips.end();
    if (is_wanted) items.push_back(shown(call, address));
  }
  return describe(call, std::move(items), "addressesSet", "allocationId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
