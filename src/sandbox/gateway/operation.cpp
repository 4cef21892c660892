#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

Access any_resource(const Call&) { return {}; }

std::vector<Operation> operations_of(std::initializer_list<std::span<const Operation>> areas) {
  std::vector<Operation> all;
  for (const auto& area : areas) all.insert(all.end(), area.begin(), area.end());
  return all;
}

std::string iam_action(const Service& service, const Operation& operation) {
  if (!operation.options.iam_action.empty()) return std::string(operation.options.iam_action);
  return std::string(service.iam_prefix.empty() ? service.name : service.iam_prefix) + ":" +
         std::string(operation.name);
}

}  // namespace eni::sandbox
