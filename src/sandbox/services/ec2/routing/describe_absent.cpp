/// DescribeVpnGateways, DescribeVpcEndpoints: kinds that cannot be made here, so that lists of them are empty and an id is of
/// none. Clients ask on their way to other things.
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

constexpr FilterName kEndpointFilters[] = {
    {"ip-address-type", "ipAddressType"},
    {"service-name", "serviceName"},
    {"service-region", "serviceRegion"},
    {"vpc-endpoint-id", "vpcEndpointId"},
    {"vpc-endpoint-state", "state"},
    {"vpc-endpoint-type", "vpcEndpointType"},
    {"vpc-id", "vpcId"},
};

ApiResult<std::vector<json::object>> items_of(const Call& call, std::string_view kind,
                                              std::string_view parameter) {
  ENI_TRY(const auto resources, own_listed(call, kind, parameter));
  std::vector<json::object> items;
  for (const Ec2Resource& resource : resources) items.push_back(shown(call, resource));
  return items;
}

}  // namespace

ApiResult<Reply> describe_vpn_gateways(Call& call) {
  ENI_TRY(auto items, items_of(call, "vpn-gateway", "VpnGatewayId"));
  return describe(call, std::move(items), "vpnGatewaySet", "vpnGatewayId", kVpnGatewayFilters);
}

ApiResult<Reply> describe_vpc_endpoints(Call& call) {
  ENI_TRY(auto items, items_of(call, "vpc-endpoint", "VpcEndpointId"));
  return describe(call, std::move(items), "vpcEndpointSet", "vpcEndpointId", kEndpointFilters);
}

}  // namespace eni::sandbox::ec2_service
