/// DescribeDhcpOptions: what VPCs begin with and the sandbox does not change.
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/routing/operations.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"dhcp-options-id", "dhcpOptionsId"},
    {"key", "dhcpConfigurationSet.key"},
    {"owner-id", "ownerId"},
    {"value", "dhcpConfigurationSet.valueSet.value"},
};

}  // namespace

ApiResult<Reply> describe_dhcp_options(Call& call) {
  ENI_TRY(const auto options, own_listed(call, "dhcp-options", "DhcpOptionsId"));
  std::vector<json::object> items;
  for (const Ec2Resource& resource : options) items.push_back(shown(call, resource));
  return describe(call, std::move(items), "dhcpOptionsSet", "dhcpOptionsId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
