/// AWS::CloudFormation::Stack: a stack of its own that comes, changes and goes with the one that it is nested in.
#include "sandbox/services/cloudformation/calls/nested_stacks.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"
#include "sandbox/store/cloudformation_history.h"
#include "sandbox/store/cloudformation_stacks.h"

namespace eni::sandbox::cloudformation {
namespace {

/// By its ARN, or by the name that was chosen for one whose creation was interrupted.
std::optional<StackRecord> find_nested(ResourceCall& call) {
  CloudFormationStacks& stacks = call.parts.store.get<CloudFormationStacks>();
  if (call.physical_id.starts_with("arn:")) return stacks.find_by_id(call.physical_id);
  return stacks.find_living(call.account, call.region.value, call.physical_id);
}

ApiError is_gone(const ResourceCall& call) {
  return in_full("Stack [" + call.physical_id + "] does not exist");
}

/// What the operation on the nested stack says is the reason, unless it says that the caller may not.
ApiError refusal(const ApiError& error) {
  const bool is_about_stack = error.code == "ValidationError" ||
                              error.code == "InsufficientCapabilitiesException" ||
                              error.code == "AlreadyExistsException";
  return is_about_stack ? in_full(error.message) : error;
}

/// Why the stack took the newest turn to one of `statuses`, without what was done about it.
std::string reason_of_turn(ResourceCall& call, const StackRecord& stack,
                           std::initializer_list<StackStatus> statuses) {
  constexpr int kEvents = 1000;
  const auto page = call.parts.store.get<CloudFormationEvents>().newest(stack.id, INT64_MAX, kEvents);
  for (const json::value& event : page.events) {
    const auto status = parse_status<StackStatus>(text_at(event, "ResourceStatus"));
    const bool is_turn = status && text_at(event, "PhysicalResourceId") == stack.id &&
                         std::find(statuses.begin(), statuses.end(), *status) != statuses.end();
    if (!is_turn) continue;
    std::string reason = text_at(event, "ResourceStatusReason");
    for (const std::string_view done : {"Rollback requested by user.", "Delete requested by user."}) {
      if (reason.ends_with(done)) reason.resize(reason.size() - done.size());
    }
    return reason;
  }
  return stack.status_reason;
}

json::array parameters_of(const json::object& properties) {
  json::array parameters;
  for (const auto& [key, value] : object_at(properties, "Parameters")) {
    parameters.push_back(json::object{{"ParameterKey", key}, {"ParameterValue", scalar_text(value)}});
  }
  return parameters;
}

/// What CreateStack and UpdateStack take alike.
json::object stack_params(const ResourceCall& call, const std::string& name) {
  json::object params{{"StackName", name},
                      {"TemplateURL", scalar_text_at(call.properties, "TemplateURL")},
                      {"Parameters", parameters_of(call.properties)},
                      {"Capabilities", call.capabilities},
                      {"Tags", tag_list(tags_of(call))}};
  if (call.disable_rollback) params["DisableRollback"] = true;
  copy(call.properties, "NotificationARNs", params);
  return params;
}

/// In the name of the stack's deployer, and for this stack.
Task<ApiResult<void>> operate(ResourceCall& call, std::string_view operation, json::object params) {
  call.principal.source_arn = call.stack_id;
  const ApiResult<json::object> reply = co_await call.call("cloudformation", operation, params);
  if (reply.has_error()) co_return refusal(reply.error());
  co_return ApiResult<void>{};
}

ResourceOutcome outcome_of_stack(const StackRecord& stack) {
  ResourceOutcome outcome{stack.id, {}};
  for (const json::value& output : stack.outputs)
    outcome.attributes["Outputs." + text_at(output, "OutputKey")] = text_at(output, "OutputValue");
  return outcome;
}

Task<ApiResult<ResourceOutcome>> when_created(ResourceCall& call) {
  Poll poll{call, TimeLimits::kNone, "Stack " + call.physical_id};
  for (;;) {
    const auto nested = find_nested(call);
    if (!nested) co_return is_gone(call);
    if (nested->status == StackStatus::kCreateComplete) co_return outcome_of_stack(*nested);
    if (nested->status != StackStatus::kCreateInProgress) {
      co_return in_full("Embedded stack " + nested->id + " was not successfully created: " +
                        reason_of_turn(call, *nested,
                                       {StackStatus::kRollbackInProgress, StackStatus::kCreateFailed,
                                        StackStatus::kDeleteInProgress}));
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  auto nested = find_nested(call);
  if (!nested) {
    json::object params = stack_params(call, call.physical_id);
    copy(call.properties, "TimeoutInMinutes", params);
    ENI_CO_CHECK(co_await operate(call, "CreateStack", std::move(params)));
    nested = find_nested(call);
  }
  if (!nested) co_return is_gone(call);
  call.made(nested->id);
  co_return co_await when_created(call);
}

bool is_turned_back(StackStatus status) {
  return status == StackStatus::kUpdateRollbackInProgress || status == StackStatus::kUpdateRollbackFailed ||
         status == StackStatus::kUpdateRollbackCompleteCleanupInProgress ||
         status == StackStatus::kUpdateRollbackComplete;
}

Task<ApiResult<ResourceOutcome>> when_updated(ResourceCall& call) {
  Poll poll{call, TimeLimits::kNone, "Stack " + call.physical_id};
  for (;;) {
    const auto nested = find_nested(call);
    if (!nested) co_return is_gone(call);
    const bool is_done = !is_in_progress(nested->status) || call.parts.nested->is_held(nested->id);
    if (is_turned_back(nested->status) || nested->status == StackStatus::kUpdateFailed) {
      co_return in_full("Embedded stack " + nested->id + " was not successfully updated. Currently in " +
                        std::string(to_string(nested->status)) + " with reason: " +
                        reason_of_turn(call, *nested,
                                       {StackStatus::kUpdateRollbackInProgress, StackStatus::kUpdateFailed}));
    }
    if (is_done) co_return outcome_of_stack(*nested);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// Has what an earlier operation of the parent has left behind come to its end.
Task<ApiResult<void>> finish(ResourceCall& call) {
  Poll poll{call, TimeLimits::kNone, "Stack " + call.physical_id};
  if (call.parts.nested->is_held(call.physical_id)) call.parts.nested->release(call.physical_id);
  for (;;) {
    const auto nested = find_nested(call);
    if (!nested || !is_in_progress(nested->status)) co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// The token makes a repeat after a restart the same call.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  std::string token = scalar_text_at(call.step->state(), "Token");
  if (token.empty()) {
    ENI_CO_CHECK(co_await finish(call));
    token = call.parts.random.uuid();
    call.step->keep(json::object{{"Token", token}}, {});
  }
  json::object params = stack_params(call, call.physical_id);
  params["ClientRequestToken"] = token;
  const ApiResult<void> asked = co_await operate(call, "UpdateStack", std::move(params));
  const bool is_unchanged = asked.has_error() && asked.error().message == "No updates are to be performed.";
  if (asked.has_error() && !is_unchanged) co_return asked.error();
  co_return co_await when_updated(call);
}

/// What has the stack go back from a status in which it stays otherwise.
std::string_view way_back(StackStatus status) {
  if (status == StackStatus::kUpdateRollbackFailed) return "ContinueUpdateRollback";
  return status == StackStatus::kUpdateFailed ? "RollbackStack" : "";
}

Task<ApiResult<ResourceOutcome>> revert(ResourceCall& call) {
  Poll poll{call, TimeLimits::kNone, "Stack " + call.physical_id};
  for (bool is_asked = false;;) {
    const auto nested = find_nested(call);
    if (!nested) co_return is_gone(call);
    const std::string_view operation = way_back(nested->status);
    if (call.parts.nested->is_held(nested->id)) {
      call.parts.nested->turn_back(nested->id);
    } else if (nested->status == StackStatus::kUpdateInProgress) {
      call.parts.nested->cancel_update(nested->id);
    } else if (!operation.empty() && !is_asked) {
      is_asked = true;
      json::object params{{"StackName", nested->id}};
      ENI_CO_CHECK(co_await operate(call, operation, std::move(params)));
    } else if (!operation.empty()) {
      co_return in_full("Embedded stack " + nested->id + " was not successfully updated. Currently in " +
                        std::string(to_string(nested->status)) + " with reason: " + nested->status_reason);
    } else if (!is_in_progress(nested->status)) {
      co_return outcome_of_stack(*nested);
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// A creation is turned into a deletion; what else goes on has to come to its end first.
bool can_be_deleted(StackStatus status) {
  return !is_in_progress(status) || status == StackStatus::kCreateInProgress ||
         status == StackStatus::kRollbackInProgress;
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  Poll poll{call, TimeLimits::kNone, "Stack " + call.physical_id};
  for (bool is_asked = false;;) {
    const auto nested = find_nested(call);
    if (!nested || nested->status == StackStatus::kDeleteComplete) co_return ApiResult<void>{};
    if (is_asked && !is_in_progress(nested->status)) {
      co_return in_full("Embedded stack " + nested->id +
                        " was not successfully deleted: " + nested->status_reason);
    }
    if (call.parts.nested->is_held(nested->id)) {
      call.parts.nested->release(nested->id);
    } else if (!is_asked && can_be_deleted(nested->status)) {
      is_asked = true;
      json::object params{{"StackName", nested->id}};
      ENI_CO_CHECK(co_await operate(call, "DeleteStack", std::move(params)));
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace

const ResourceType kNestedStack{
    .name = "AWS::CloudFormation::Stack",
    .name_rule = {128},
    .reads = {"NotificationARNs", "Parameters", "Tags", "TemplateURL", "TimeoutInMinutes"},
    .attribute_prefix = "Outputs.",
    .create = create,
    .update = update,
    .remove = remove,
    .revert = revert,
    .finish = finish,
    .is_always_updated = true,
    .goes_on = true,
    .differences = "TimeoutInMinutes counts for creations only; RoleARN of the parent is not shown",
};

}  // namespace eni::sandbox::cloudformation
