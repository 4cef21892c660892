#include "sandbox/services/cloudformation/stack_sets/stack_deployment.h"

#include "sandbox/gateway/retried_call.h"
#include "sandbox/services/cloudformation/engine/stack_engine.h"
#include "sandbox/services/cloudformation/stack_sets/deployer.h"
#include "sandbox/services/cloudformation/stack_sets/failure_reason.h"
#include "sandbox/services/cloudformation/stack_sets/organization.h"
#include "sandbox/store/cloudformation_stacks.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Until the stack is looked at again, should its end have gone unheard.
constexpr std::chrono::minutes kPatience{1};

/// What one turn works with.
struct Deployment {
  Environment& env;
  StackSetRecord set;
  StackSetOperationRecord operation;
  StackInstanceRecord instance;
  Principal deployer = {};

  aws::Region region() const { return aws::Region{instance.region}; }
  StackEngine& engine() const { return env.component<StackEngine>(); }

  /// The instance's stack, by its name while it lives.
  std::optional<StackRecord> stack() const {
    return env.store.get<CloudFormationStacks>().find_living(instance.account, instance.region,
                                                             instance.stack_name);
  }
  /// Whether this very operation has brought the stack to where it is.
  bool has_changed(const StackRecord& stack) const { return stack.last_token == operation.id; }
};

InstanceOutcome failed(std::string reason, std::string stack_id = {}) {
  InstanceOutcome outcome;
  outcome.reason = std::move(reason);
  outcome.stack_id = std::move(stack_id);
  return outcome;
}

InstanceOutcome succeeded(std::string stack_id) {
  InstanceOutcome outcome;
  outcome.has_succeeded = true;
  outcome.stack_id = std::move(stack_id);
  return outcome;
}

InstanceOutcome gone() {
  InstanceOutcome outcome;
  outcome.has_succeeded = outcome.is_gone = true;
  return outcome;
}

/// A call of CloudFormation's own in the instance's account and Region.
Task<ApiResult<Reply>> call(const Deployment& deployment, std::string_view operation, json::object params) {
  return retried_call(deployment.env, deployment.deployer, deployment.region(), "cloudformation",
                      std::string(operation), std::move(params));
}

json::object stack_params(const Deployment& deployment) {
  const StackSetDefinition& definition = deployment.set.definition;
  return {{"StackName", deployment.instance.stack_name},
          {"TemplateBody", definition.template_body},
          {"Parameters", effective_parameters(definition.parameters, deployment.instance.overrides)},
          {"Capabilities", definition.capabilities},
          {"Tags", definition.tags},
          {"ClientRequestToken", deployment.operation.id}};
}

/// A creation that failed left it, and nothing can be made of it.
bool is_wreck(const StackRecord& stack) {
  return stack.status == StackStatus::kCreateFailed || stack.status == StackStatus::kRollbackFailed ||
         stack.status == StackStatus::kRollbackComplete || stack.status == StackStatus::kDeleteFailed;
}

bool is_as_wanted(const StackRecord& stack) {
  return stack.status == StackStatus::kCreateComplete || stack.status == StackStatus::kUpdateComplete;
}

bool is_under_way(const StackRecord& stack) {
  return is_in_progress(stack.status) && stack.status != StackStatus::kReviewInProgress;
}

InstanceOutcome judged(const Deployment& deployment, const StackRecord& stack) {
  if (is_as_wanted(stack)) return succeeded(stack.id);
  return failed(failure_reason(deployment.env.store, stack, deployment.operation.id), stack.id);
}

/// The next call that brings the stack nearer. @return  nothing while there is more to do
Task<std::optional<InstanceOutcome>> next_change(const Deployment& deployment,
                                                 const std::optional<StackRecord>& stack) {
  const std::string stack_id = stack ? stack->id : "";
  std::string_view operation = !stack ? "CreateStack" : is_wreck(*stack) ? "DeleteStack" : "UpdateStack";
  json::object params = stack_params(deployment);
  // Its token would make the deletion look like the operation's own last step.
  if (operation == "DeleteStack") params = {{"StackName", stack_id}};
  auto calling = call(deployment, operation, std::move(params));
  const ApiResult<Reply> reply = co_await std::move(calling);
  if (reply.has_value()) co_return std::nullopt;
  if (reply.error().message == "No updates are to be performed.") co_return succeeded(stack_id);
  co_return failed(reply.error().message, stack_id);
}

/// Creates or updates.
Task<InstanceOutcome> make_current(const Deployment& deployment) {
  bool has_deleted = false;
  for (;;) {
    const auto stack = deployment.stack();
    if (stack && is_under_way(*stack)) {
      co_await deployment.engine().wait_for_end(stack->id, kPatience);
      continue;
    }
    if (stack && deployment.has_changed(*stack)) co_return judged(deployment, *stack);
    if (stack && is_wreck(*stack) && has_deleted) co_return judged(deployment, *stack);
    has_deleted = stack && is_wreck(*stack);
    auto changing = next_change(deployment, stack);
    const std::optional<InstanceOutcome> outcome = co_await std::move(changing);
    if (outcome) co_return *outcome;
  }
}

Task<InstanceOutcome> remove(const Deployment& deployment) {
  for (;;) {
    const auto stack = deployment.stack();
    if (!stack) co_return gone();
    if (is_under_way(*stack)) {
      co_await deployment.engine().wait_for_end(stack->id, kPatience);
      continue;
    }
    if (stack->status == StackStatus::kDeleteFailed && deployment.has_changed(*stack))
      co_return judged(deployment, *stack);
    json::object params{{"StackName", stack->id}, {"ClientRequestToken", deployment.operation.id}};
    auto calling = call(deployment, "DeleteStack", std::move(params));
    const ApiResult<Reply> reply = co_await std::move(calling);
    if (reply.has_error()) co_return failed(reply.error().message, stack->id);
  }
}

}  // namespace

Task<InstanceOutcome> deploy_instance(Environment& env, const StackSetOperationRecord& operation,
                                      StackSetResult turn) {
  auto set = env.store.get<CloudFormationStackSets>().find_by_id(operation.stack_set_id);
  auto instance =
      env.store.get<CloudFormationStackInstances>().find(operation.stack_set_id, turn.account, turn.region);
  const bool is_deletion = operation.action == StackSetAction::kDelete;
  if (!set || !instance || (is_deletion && operation.retain_stacks)) co_return gone();
  if (set->is_service_managed && is_suspended(env.store, turn.account)) {
    InstanceOutcome skipped = is_deletion ? gone() : succeeded("");
    skipped.is_skipped = true;
    co_return skipped;
  }
  if (is_excluded(operation, *instance)) {
    InstanceOutcome excluded = succeeded("");
    excluded.is_excluded = true;
    co_return excluded;
  }
  Deployment deployment{env, *std::move(set), operation, *std::move(instance)};
  auto becoming = deployer_of(env, deployment.set, operation, turn.account);
  ApiResult<Principal> deployer = co_await std::move(becoming);
  if (deployer.has_error()) co_return failed(deployer.error().message);
  deployment.deployer = *std::move(deployer);
  auto deploying = is_deletion ? remove(deployment) : make_current(deployment);
  InstanceOutcome outcome = co_await std::move(deploying);
  co_return outcome;
}

}  // namespace eni::sandbox::cloudformation
