/// The areas' rows as one table. A new area is a folder, and a line in service.h and here.
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

/// The areas' spans are constant-initialized, so they are there whatever the order of the files.
const std::vector<Operation>& all_operations() {
  // One a line.
  // clang-format off
  static const std::vector<Operation> rows = operations_of({
      kAttributeOperations,
      kLimitOperations,
      kListenerOperations,
      kLoadBalancerOperations,
      kRuleOperations,
      kTagOperations,
      kTargetGroupOperations,
      kTargetOperations,
  });
  // clang-format on
  return rows;
}

std::unique_ptr<Component> make_engine(Environment& env) { return std::make_unique<Engine>(env); }

}  // namespace

const Service kService = {
    .name = "elasticloadbalancing",
    .title = "Elastic Load Balancing v2",
    .protocol = Protocol::kQuery,
    .version = "2015-12-01",
    .xml_namespace = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    .target_prefix = {},
    .operations = all_operations(),
    .make_component = make_engine,
    .component_type = std::type_index(typeid(Engine)),
    .constraint_code = "ValidationError",
};

}  // namespace eni::sandbox::elb_service
