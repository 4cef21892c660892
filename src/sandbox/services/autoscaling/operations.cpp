/// The areas' rows as one table. A new area is a folder, and a line in service.h and here.
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

/// The areas' spans are constant-initialized, so they are there whatever the order of the files.
const std::vector<Operation>& all_operations() {
  // One a line.
  // clang-format off
  static const std::vector<Operation> rows = operations_of({
      kActivityOperations,
      kGroupOperations,
      kHookOperations,
      kInstanceOperations,
      kLaunchConfigurationOperations,
      kPolicyOperations,
      kRefreshOperations,
      kScheduleOperations,
  });
  // clang-format on
  return rows;
}

std::unique_ptr<Component> make_engine(Environment& env) { return std::make_unique<Engine>(env); }

}  // namespace

const Service kService = {
    .name = "autoscaling",
    .title = "Amazon EC2 Auto Scaling",
    .protocol = Protocol::kQuery,
    .version = "2011-01-01",
    .xml_namespace = "http://autoscaling.amazonaws.com/doc/2011-01-01/",
    .target_prefix = {},
    .operations = all_operations(),
    .make_component = make_engine,
    .component_type = std::type_index(typeid(Engine)),
    .constraint_code = "ValidationError",
};

}  // namespace eni::sandbox::autoscaling_service
