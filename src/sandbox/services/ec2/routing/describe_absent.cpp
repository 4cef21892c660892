/// DescribeVpnGateways: of a kind that cannot be made here, so that lists of them are empty and an id is of none. Clients ask on their
/// way to other things.
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/routing/operations.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kVpnGatewayFilters[] = {
    {"amazon-side-asn", "amazonSideAsn"},
    {"attachment.state", "attachments.state"},
    {"attachment.vpc-id", "attachments.vpcId"},
    {"availability-zone", "availabilityZone"},
    {"state", "state"},
    {"type", "type"},
    {"vpn-gateway-id", "vpnGatewayId"},
};

}  // namespace

ApiResult<Reply> describe_vpn_gateways(Call& call) {
  ENI_TRY(const auto gateways, own_listed(call, "vpn-gateway", "VpnGatewayId"));
  std::vector<json::object> items;
  for (const Ec2Resource& gateway : gateways) items.push_back(shown(call, gateway));
  return describe(call, std::move(items), "vpnGatewaySet", "vpnGatewayId", kVpnGatewayFilters);
}

}  // namespace eni::sandbox::ec2_service
