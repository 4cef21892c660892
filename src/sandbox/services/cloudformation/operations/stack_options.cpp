/// UpdateTerminationProtection, DescribeAccountLimits.
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"

namespace eni::sandbox::cloudformation {

ApiResult<Reply> update_termination_protection(Call& call) {
  ENI_TRY(StackRecord stack, required_stack_to_change(call));
  ENI_TRY(const auto enable, call.params.boolean("EnableTerminationProtection"));
  engine(call).edit(stack, [&](StackRecord& row) { row.termination_protection = enable.value_or(false); });
  return Reply{json::object{{"StackId", stack.id}}};
}

/// The limits that AWS's documents give; the sandbox itself has none on stacks.
ApiResult<Reply> describe_account_limits(Call&) {
  json::array limits;
  for (const auto& [name, value] : {std::pair{"StackLimit", 2000}, std::pair{"StackOutputsLimit", 200},
                                    std::pair{"ConcurrentResourcesLimit", 2500}}) {
    limits.push_back(json::object{{"Name", name}, {"Value", value}});
  }
  return Reply{json::object{{"AccountLimits", std::move(limits)}}};
}

}  // namespace eni::sandbox::cloudformation
