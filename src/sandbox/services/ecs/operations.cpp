/// The areas' rows as one table. A new area is a folder, and a line in service.h and here.
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/own_violation.h"
#include "sandbox/services/ecs/service.h"

namespace eni::sandbox::ecs_service {
namespace {

/// The areas' spans are constant-initialized, so they are there whatever the order of the files.
const std::vector<Operation>& all_operations() {
  // One a line.
  // clang-format off
  static const std::vector<Operation> rows = operations_of({
      kCapacityProviderOperations,
      kClusterOperations,
      kContainerInstanceOperations,
      kServiceOperations,
      kSettingsOperations,
      kTagOperations,
      kTaskDefinitionOperations,
      kTaskOperations,
  });
  // clang-format on
  return rows;
}

std::unique_ptr<Component> make_engine(Environment& env) { return std::make_unique<Engine>(env); }

}  // namespace

const Service kService = {
    .name = "ecs",
    .title = "Amazon Elastic Container Service",
    .protocol = Protocol::kJson11,
    .version = "2014-11-13",
    .xml_namespace = {},
    .target_prefix = "AmazonEC2ContainerServiceV20141113",
    .operations = all_operations(),
    .make_component = make_engine,
    .component_type = std::type_index(typeid(Engine)),
    .own_violation = own_violation,
    .unsupported_code = "InvalidParameterException",
};

}  // namespace eni::sandbox::ecs_service
