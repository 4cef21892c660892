/// DescribeAddressesAttribute: the domain names of elastic IP addresses. An address without one is not listed.
#include "sandbox/services/ec2/addresses/operations.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> describe_addresses_attribute(Call& call) {
  const std::string attribute = call.params.text_or("Attribute", "domain-name");
  if (attribute != "domain-name")
    return invalid_parameter_value("Value (" + attribute + ") for parameter attribute is invalid.");
  ENI_CHECK(own_listed(call, "elastic-ip", "AllocationId"));
  return describe(call, {}, "addressSet", "allocationId", {});
}

}  // namespace eni::sandbox::ec2_service
