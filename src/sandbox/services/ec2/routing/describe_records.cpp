/// DescribeDhcpOptions, DescribeNetworkAcls: what VPCs begin with and the sandbox does not change.
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/routing/operations.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kDhcpFilters[] = {
    {"dhcp-options-id", "dhcpOptionsId"},
    {"key", "dhcpConfigurationSet.key"},
    {"owner-id", "ownerId"},
    {"value", "dhcpConfigurationSet.valueSet.value"},
};

constexpr FilterName kAclFilters[] = {
    {"association.association-id", "associationSet.networkAclAssociationId"},
    {"association.network-acl-id", "associationSet.networkAclId"},
    {"association.subnet-id", "associationSet.subnetId"},
    {"default", "default"},
    {"entry.cidr", "entrySet.cidrBlock"},
    {"entry.egress", "entrySet.egress"},
    {"entry.protocol", "entrySet.protocol"},
    {"entry.rule-action", "entrySet.ruleAction"},
    {"entry.rule-number", "entrySet.ruleNumber"},
    {"network-acl-id", "networkAclId"},
    {"owner-id", "ownerId"},
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

ApiResult<Reply> describe_dhcp_options(Call& call) {
  ENI_CHECK(check_parameters(call, {"DhcpOptionsId", "Filter", "MaxResults", "NextToken"}));
  ENI_TRY(auto items, items_of(call, "dhcp-options", "DhcpOptionsId"));
  return describe(call, std::move(items), "dhcpOptionsSet", "dhcpOptionsId", kDhcpFilters);
}

ApiResult<Reply> describe_network_acls(Call& call) {
  ENI_CHECK(check_parameters(call, {"NetworkAclId", "Filter", "MaxResults", "NextToken"}));
  ENI_TRY(auto items, items_of(call, "network-acl", "NetworkAclId"));
  return describe(call, std::move(items), "networkAclSet", "networkAclId", kAclFilters);
}

}  // namespace eni::sandbox::ec2_service
