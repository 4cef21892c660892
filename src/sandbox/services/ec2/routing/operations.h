#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> associate_route_table(Call& call);
ApiResult<Reply> attach_internet_gateway(Call& call);
ApiResult<Reply> create_internet_gateway(Call& call);
ApiResult<Reply> create_nat_gateway(Call& call);
ApiResult<Reply> create_network_acl(Call& call);
ApiResult<Reply> create_network_acl_entry(Call& call);
ApiResult<Reply> create_route(Call& call);
ApiResult<Reply> create_route_table(Call& call);
ApiResult<Reply> delete_internet_gateway(Call& call);
ApiResult<Reply> delete_nat_gateway(Call& call);
ApiResult<Reply> delete_network_acl(Call& call);
ApiResult<Reply> delete_network_acl_entry(Call& call);
ApiResult<Reply> delete_route(Call& call);
ApiResult<Reply> delete_route_table(Call& call);
ApiResult<Reply> describe_dhcp_options(Call& call);
ApiResult<Reply> describe_internet_gateways(Call& call);
ApiResult<Reply> describe_nat_gateways(Call& call);
ApiResult<Reply> describe_network_acls(Call& call);
ApiResult<Reply> describe_prefix_lists(Call& call);
ApiResult<Reply> describe_route_tables(Call& call);
ApiResult<Reply> describe_vpc_endpoints(Call& call);
ApiResult<Reply> create_vpc_endpoint(Call& call);
ApiResult<Reply> modify_vpc_endpoint(Call& call);
ApiResult<Reply> delete_vpc_endpoints(Call& call);

ApiResult<Reply> create_egress_only_internet_gateway(Call& call);
ApiResult<Reply> delete_egress_only_internet_gateway(Call& call);
ApiResult<Reply> describe_egress_only_internet_gateways(Call& call);

ApiResult<Reply> create_flow_logs(Call& call);
ApiResult<Reply> delete_flow_logs(Call& call);
ApiResult<Reply> describe_flow_logs(Call& call);

ApiResult<Reply> describe_vpn_gateways(Call& call);
ApiResult<Reply> detach_internet_gateway(Call& call);
ApiResult<Reply> disassociate_route_table(Call& call);
ApiResult<Reply> replace_network_acl_association(Call& call);
ApiResult<Reply> replace_network_acl_entry(Call& call);
ApiResult<Reply> replace_route(Call& call);
ApiResult<Reply> replace_route_table_association(Call& call);

}  // namespace eni::sandbox::ec2_service
