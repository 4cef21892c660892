/// The areas' rows as one table. A new area is a folder, and a line in service.h and here.
#include <vector>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/lifecycle.h"
#include "sandbox/services/ec2/service.h"
#include "sandbox/services/ec2/vpcs/default_vpc.h"

namespace eni::sandbox::ec2_service {
namespace {

/// The areas' spans are constant-initialized, so they are there whatever the order of the files.
const std::vector<Operation>& all_operations() {
  // One a line.
  // clang-format off
  static const std::vector<Operation> rows = operations_of({
      kAddressOperations,
      kImageOperations,
      kInstanceOperations,
      kInstanceTypeOperations,
      kInterfaceOperations,
      kKeyPairOperations,
      kLaunchTemplateOperations,
      kRegionOperations,
      kRoutingOperations,
      kSecurityGroupOperations,
      kTagOperations,
      kVolumeOperations,
      kVpcOperations,
  });
  // clang-format on
  return rows;
}

/// DryRun asks whether the caller would be allowed to, and answers with an error either way. Any other call is the account's
/// first in the Region, or finds what the first has made.
ApiResult<void> before_run(const Call& call) {
  ENI_TRY(const auto dry_run, call.params.boolean("DryRun"));
  if (dry_run.value_or(false)) return dry_run_operation();
  ensure_default_vpc(call);
  return {};
}

std::unique_ptr<Component> make_lifecycle(Environment& environment) {
  return std::make_unique<InstanceLifecycle>(environment);
}

}  // namespace

const Service kService = {
    .name = "ec2",
    .title = "Amazon Elastic Compute Cloud",
    .protocol = Protocol::kEc2,
    .version = "2016-11-15",
    .xml_namespace = "http://ec2.amazonaws.com/doc/2016-11-15/",
    .target_prefix = {},
    .operations = all_operations(),
    .make_component = make_lifecycle,
    .component_type = std::type_index(typeid(InstanceLifecycle)),
    .before_run = before_run,
    .unsupported_code = "UnsupportedOperation",
    .read_by_all = "DryRun",
};

}  // namespace eni::sandbox::ec2_service
