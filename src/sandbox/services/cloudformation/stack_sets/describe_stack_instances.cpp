/// DescribeStackInstance, ListStackInstances.
#include <algorithm>

#include "base/text.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/stack_sets/operations.h"
#include "sandbox/services/cloudformation/stack_sets/set_definition.h"
#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {
namespace {

/// As ListStackInstances has it.
json::object shown_summary(const StackInstanceRecord& row) {
  json::object shown{{"StackSetId", row.stack_set_id},
                     {"Account", row.account},
                     {"Region", row.region},
                     {"Status", row.status},
                     {"StackInstanceStatus", json::object{{"DetailedStatus", row.detailed_status}}},
                     {"DriftStatus", "NOT_CHECKED"},
                     {"LastOperationId", row.last_operation}};
  set_unless_empty(shown, "StackId", row.stack_id);
  set_unless_empty(shown, "StatusReason", row.reason);
  set_unless_empty(shown, "OrganizationalUnitId", row.organizational_unit);
  return shown;
}

/// One of Filters.
struct Filter {
  std::string name;
  std::vector<std::string> values;
};

ApiResult<std::vector<Filter>> read_filters(const Call& call) {
  ENI_TRY(const auto given, call.params.objects("Filters"));
  std::vector<Filter> filters;
  for (const json::object& one : given)
    filters.push_back({text_at(one, "Name"), split(text_at(one, "Values"), ',')});
  return filters;
}

bool passes(const Filter& filter, const StackInstanceRecord& row) {
  const std::string& text = filter.name == "DETAILED_STATUS"     ? row.detailed_status
                            : filter.name == "LAST_OPERATION_ID" ? row.last_operation
                                                                 : std::string("NOT_CHECKED");
  return std::ranges::find(filter.values, text) != filter.values.end();
}

}  // namespace

ApiResult<Reply> describe_stack_instance(Call& call) {
  ENI_TRY(const StackSetRecord set, required_set(call));
  const std::string account = call.params.text_or("StackInstanceAccount", "");
  const std::string region = call.params.text_or("StackInstanceRegion", "");
  const auto row = stack_instances(call).find(set.id, account, region);
  if (!row) {
    return ApiError{
        "StackInstanceNotFoundException",
        "Stack instance not found for StackSet " + set.id + ", account " + account + ", region " + region,
        404};
  }
  json::object shown = shown_summary(*row);
  shown["ParameterOverrides"] = shown_parameters(set.definition, row->overrides);
  return Reply{json::object{{"StackInstance", std::move(shown)}}};
}

ApiResult<Reply> list_stack_instances(Call& call) {
  ENI_TRY(const StackSetRecord set, required_set(call));
  ENI_TRY(const auto filters, read_filters(call));
  const auto account = call.params.text("StackInstanceAccount");
  const auto region = call.params.text("StackInstanceRegion");
  auto rows = stack_instances(call).of_set(set.id);
  std::erase_if(rows, [&](const StackInstanceRecord& row) {
    if ((account && row.account != *account) || (region && row.region != *region)) return true;
    return !std::ranges::all_of(filters, [&](const Filter& filter) { return passes(filter, row); });
  });
  return set_page(call, rows, shown_summary);
}

}  // namespace eni::sandbox::cloudformation
