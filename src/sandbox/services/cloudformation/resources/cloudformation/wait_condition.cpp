/// AWS::CloudFormation::WaitConditionHandle, a URL that takes signals, and AWS::CloudFormation::WaitCondition, which waits for them.
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/cloudformation/calls/wait_signals.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"
#include "sandbox/services/cloudformation/resources/signals.h"
#include "sandbox/store/cloudformation_steps.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr long long kLongestTimeout = 43200;
/// STACK-ARN/UUID/LOGICAL-ID: of a handle, and of a condition that has one.
std::string new_id(const ResourceCall& call) {
  return call.stack_id + "/" + call.parts.random.uuid() + "/" + call.logical_id;
}

Task<ApiResult<ResourceOutcome>> create_handle(ResourceCall& call) {
  const std::string id = new_id(call);
  const std::string url = wait_handle_url(call.parts, id, call.region.value);
  sqlite::Transaction transaction{call.parts.store.database()};
  call.parts.store.get<CloudFormationWaitHandles>().add(id);
  call.made(url);
  transaction.commit();
  co_return ResourceOutcome{url, {{"Id", url}}};
}

Task<ApiResult<void>> remove_handle(ResourceCall& call) {
  call.parts.store.get<CloudFormationWaitHandles>().erase(wait_handle_id(call.physical_id));
  co_return ApiResult<void>{};
}

/// What a condition asks of its handle.
struct Wait {
  std::string handle_id;
  std::size_t count = 1;
  std::chrono::seconds timeout{};
};

/// @error  [assumption] wording
ApiResult<Wait> wanted_wait(const ResourceCall& call) {
  for (const std::string_view name : {"Handle", "Timeout"}) {
    if (scalar_text_at(call.properties, name).empty())
      return in_full("Property " + std::string(name) + " cannot be empty.");
  }
  Wait wait;
  wait.handle_id = wait_handle_id(scalar_text_at(call.properties, "Handle"));
  if (wait.handle_id.empty())
    return in_full("Value of property Handle must be the URL of a WaitConditionHandle");
  const auto timeout = parse_integer(scalar_text_at(call.properties, "Timeout"));
  if (!timeout || *timeout < 0 || *timeout > kLongestTimeout)
    return in_full("Value of property Timeout must be an integer from 0 to 43200");
  wait.timeout = std::chrono::seconds{*timeout};
  const auto count = parse_integer(scalar_text_at(call.properties, "Count"));
  if (count && *count < 0) return in_full("Value of property Count must not be negative");
  if (count) wait.count = static_cast<std::size_t>(*count);
  return wait;
}

/// When the creation did, also if it has been gone on with after a restart.
TimePoint began_at(ResourceCall& call) {
  const long long now = epoch_millis(call.parts.scheduler.now());
  const json::object kept = call.step->state();
  if (kept.contains("Began")) return TimePoint{Duration{integer_at(kept, "Began")}};
  call.step->keep(json::object{{"Began", now}}, {});
  return TimePoint{Duration{now}};
}

ResourceOutcome outcome_of_wait(const ResourceCall& call, const json::object& data) {
  return {call.physical_id, {{"Id", call.physical_id}, {"Data", json::serialize(data)}}};
}

Task<ApiResult<ResourceOutcome>> wait_for_handle(ResourceCall& call, Wait wait, TimePoint began) {
  const Deadline deadline{call.parts.scheduler, began + wait.timeout - call.parts.scheduler.now()};
  Poll poll{call, TimeLimits::kNone, call.logical_id};
  for (;;) {
    const WaitSignals got = wait_signals(call.parts, wait.handle_id);
    if (!got.failure.empty()) co_return in_full(got.failure);
    if (got.data.size() >= wait.count) co_return outcome_of_wait(call, got.data);
    if (deadline.has_passed()) {
      co_return in_full("WaitCondition timed out. Received " + std::to_string(got.data.size()) +
                        " conditions when expecting " + std::to_string(wait.count));
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> create_condition(ResourceCall& call) {
  const TimePoint began = began_at(call);
  const bool has_policy = signal_policy(call.creation_policy).has_value();
  if (has_policy) {
    // Source: User Guide, "WaitCondition", CreationPolicy. [assumption] wording
    if (!call.properties.empty())
      co_return in_full("A WaitCondition with a CreationPolicy cannot have properties");
    call.made(call.physical_id.empty() ? new_id(call) : call.physical_id);
    ENI_CO_CHECK(co_await wait_for_creation_signals(call, began, Signallers::kInstance));
    co_return outcome_of_wait(call, {});
  }
  ENI_CO_TRY(const Wait wait, wanted_wait(call));
  call.made(wait.handle_id);
  co_return co_await wait_for_handle(call, wait, began);
}

Task<ApiResult<ResourceOutcome>> refuse_update(ResourceCall&) {
  co_return in_full("Update to resource type AWS::CloudFormation::WaitCondition is not supported.");
}

/// Nothing has been changed.
Task<ApiResult<ResourceOutcome>> stay(ResourceCall& call) { co_return ResourceOutcome{call.physical_id, {}}; }

Task<ApiResult<void>> remove_condition(ResourceCall&) { co_return ApiResult<void>{}; }

}  // namespace

const ResourceType kWaitConditionHandle{
    .name = "AWS::CloudFormation::WaitConditionHandle",
    .attributes = {"Id"},
    .create = create_handle,
    .remove = remove_handle,
};

const ResourceType kWaitCondition{
    .name = "AWS::CloudFormation::WaitCondition",
    .attributes = {"Id", {"Data", Attribute::From::kFunction}},
    .reads = {"Count", "Handle", "Timeout"},
    .create = create_condition,
    .update = refuse_update,
    .remove = remove_condition,
    .revert = stay,
    .goes_on = true,
    .policies = ResourceType::Policies::kCreation,
    .differences = "signals are looked for every two seconds at the latest",
};

}  // namespace eni::sandbox::cloudformation
