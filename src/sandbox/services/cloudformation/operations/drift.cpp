/// DetectStackDrift, DetectStackResourceDrift, DescribeStackDriftDetectionStatus, DescribeStackResourceDrifts.
#include "sandbox/services/cloudformation/resources/drift.h"

#include "base/time_text.h"
#include "sandbox/services/cloudformation/engine/hidden_values.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kPageSize = 100;

ApiResult<void> check_can_be_compared(const StackRecord& stack) {
  static constexpr StackStatus kStatuses[] = {
      StackStatus::kCreateComplete,       StackStatus::kUpdateComplete, StackStatus::kUpdateRollbackComplete,
      StackStatus::kUpdateRollbackFailed, StackStatus::kImportComplete, StackStatus::kImportRollbackComplete};
  if (std::find(std::begin(kStatuses), std::end(kStatuses), stack.status) != std::end(kStatuses)) return {};
  // [unverified] wording
  return aws::validation_error("Drift detection cannot be performed on stack [" + stack.name +
                               "] while it is in status " + std::string(to_string(stack.status)));
}

HiddenValues hidden_values(const Call& call, const StackRecord& stack) {
  HiddenValues hidden;
  hidden.add_parameters(stack.definition);
  hidden.add_answers(resources(call).of_stack(stack.id));
  return hidden;
}

bool is_checked(const ResourceRecord& resource) {
  const ResourceType* type = find_resource_type(resource.current.type);
  return type && can_drift(*type) && !resource.current.physical_id.empty();
}

/// As StackResourceDrifts show it.
Task<ApiResult<json::object>> drift_of(Call& call, StackRecord stack, ResourceRecord resource) {
  const ResourceType& type = *find_resource_type(resource.current.type);
  ResourceCall reading = reading_call(call, stack, resource.logical_id, resource.current.physical_id,
                                      resource.current.properties);
  const json::object expected = hidden_values(call, stack).in_properties(resource.current.shown());
  ENI_CO_TRY(ResourceDrift drift, co_await detect_drift(type, reading, expected));
  const char* status = drift.is_deleted ? "DELETED" : drift.differences.empty() ? "IN_SYNC" : "MODIFIED";
  json::object shown{{"StackId", stack.id},
                     {"LogicalResourceId", resource.logical_id},
                     {"PhysicalResourceId", resource.current.physical_id},
                     {"ResourceType", resource.current.type},
                     {"ExpectedProperties", json::serialize(expected)},
                     {"StackResourceDriftStatus", status},
                     {"Timestamp", iso8601_millis(call.now())}};
  if (!drift.is_deleted) shown["ActualProperties"] = json::serialize(drift.actual);
  shown["PropertyDifferences"] = std::move(drift.differences);
  co_return std::move(shown);
}

std::string_view status_of(const json::object& drifts) {
  std::string_view status = "IN_SYNC";
  for (const auto& [logical_id, drift] : drifts) {
    if (text_at(drift, "StackResourceDriftStatus") != "IN_SYNC") status = "DRIFTED";
  }
  return status;
}

/// Keeps what was found, and what it says of the stack.
void keep(Call& call, StackRecord& stack, json::object found) {
  engine(call).edit(stack, [&](StackRecord& row) {
    json::object drifts = object_at(row.drift, "Resources");
    for (auto& [logical_id, drift] : found) drifts[logical_id] = drift;
    row.drift["Status"] = status_of(drifts);
    row.drift["Timestamp"] = iso8601_millis(call.now());
    row.drift["Resources"] = std::move(drifts);
  });
}

}  // namespace

Task<ApiResult<Reply>> detect_stack_drift(Call& call) {
  ENI_CO_TRY(StackRecord stack, required_stack_to_change(call));
  ENI_CO_CHECK(check_can_be_compared(stack));
  ENI_CO_TRY(const auto only, call.params.texts("LogicalResourceIds"));
  json::object found;
  for (const auto& [logical_id, resource] : resources(call).of_stack(stack.id)) {
    const bool is_asked = only.empty() || std::find(only.begin(), only.end(), logical_id) != only.end();
    if (!is_asked || !is_checked(resource)) continue;
    ENI_CO_TRY(json::object drift, co_await drift_of(call, stack, resource));
    found[logical_id] = std::move(drift);
  }
  ENI_CO_TRY(stack, required_stack_to_change(call));
  stack.drift = {};
  const std::string id = call.random().uuid();
  keep(call, stack, std::move(found));
  engine(call).edit(stack, [&id](StackRecord& row) { row.drift["Id"] = id; });
  co_return Reply{json::object{{"StackDriftDetectionId", id}}};
}

Task<ApiResult<Reply>> detect_stack_resource_drift(Call& call) {
  ENI_CO_TRY(StackRecord stack, required_stack_to_change(call));
  ENI_CO_CHECK(check_can_be_compared(stack));
  const std::string logical_id = call.params.text_or("LogicalResourceId", "");
  const auto resource = resources(call).find(stack.id, logical_id);
  if (!resource)
    co_return aws::validation_error("Resource " + logical_id + " does not exist for stack " + stack.name);
  // [unverified] wording
  if (!is_checked(*resource))
    co_return aws::validation_error("Drift detection is not supported for resource type " +
                                    resource->current.type);
  ENI_CO_TRY(json::object drift, co_await drift_of(call, stack, *resource));
  ENI_CO_TRY(stack, required_stack_to_change(call));
  json::object found;
  found[logical_id] = drift;
  keep(call, stack, std::move(found));
  co_return Reply{json::object{{"StackResourceDrift", std::move(drift)}}};
}

/// Detection is over when its call returns.
ApiResult<Reply> describe_stack_drift_detection_status(Call& call) {
  const std::string id = call.params.text_or("StackDriftDetectionId", "");
  for (const StackRecord& stack : stacks(call).list(call.account().value, call.region.value)) {
    if (text_at(stack.drift, "Id") != id) continue;
    const json::object& drifts = object_at(stack.drift, "Resources");
    const auto count = std::count_if(drifts.begin(), drifts.end(), [](const auto& drift) {
      return text_at(drift.value(), "StackResourceDriftStatus") != "IN_SYNC";
    });
    return Reply{json::object{{"StackId", stack.id},
                              {"StackDriftDetectionId", id},
                              {"StackDriftStatus", text_at(stack.drift, "Status")},
                              {"DetectionStatus", "DETECTION_COMPLETE"},
                              {"DriftedStackResourceCount", count},
                              {"Timestamp", text_at(stack.drift, "Timestamp")}}};
  }
  return aws::validation_error("Stack drift detection " + id + " does not exist");  // [unverified] wording
}

ApiResult<Reply> describe_stack_resource_drifts(Call& call) {
  ENI_TRY(const StackRecord stack, required_stack_to_change(call));
  ENI_TRY(const auto wanted, call.params.texts("StackResourceDriftStatusFilters"));
  ENI_TRY(const auto size, call.params.integer("MaxResults", 1, 100));
  json::array all;
  for (const auto& [logical_id, drift] : object_at(stack.drift, "Resources")) {
    const std::string status = text_at(drift, "StackResourceDriftStatus");
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), status) != wanted.end())
      all.push_back(drift);
  }
  return page_of(call, "StackResourceDrifts", all, static_cast<std::size_t>(size.value_or(kPageSize)));
}

}  // namespace eni::sandbox::cloudformation
