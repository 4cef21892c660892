/// DeleteAutoScalingGroup.
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/transitions.h"
#include "sandbox/services/autoscaling/reconciliation/deletion.h"

namespace eni::sandbox::autoscaling_service {
namespace {

bool has_instances(const Call& call, const AutoScalingGroup& group) {
  return !instances_of(call).counts(group.number).empty();
}

bool has_launches(const Call& call, const AutoScalingGroup& group) {
  return !groups_of(call).parts(group.number, AutoScalingPartKind::kLaunch).empty();
}

/// [assumption] the words of deletion protection's refusals
ApiResult<void> check_protection(const AutoScalingGroup& group, bool is_forced) {
  const std::string protection = text_at(group.document, "DeletionProtection");
  if (protection == "prevent-all-deletion" || (protection == "prevent-force-deletion" && is_forced)) {
    return aws::validation_error("You cannot delete an AutoScalingGroup while its deletion protection is " +
                                 protection + ".");
  }
  return {};
}

ApiResult<void> check_empty(const Call& call, const AutoScalingGroup& group) {
  if (has_instances(call, group)) {
    return ApiError{
        "ResourceInUse",
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance "
        "request(s) still in the group.",
        400};
  }
  if (has_launches(call, group)) {
    return ApiError{
        "ScalingActivityInProgress",
        "You cannot delete an AutoScalingGroup while there are scaling activities in progress for "
        "that group.",
        400};
  }
  return {};
}

/// Terminates what waits, too: a deletion by force knows no hooks.
void skip_hooks(const Call& call, const AutoScalingGroup& group) {
  for (AutoScalingInstance& instance : instances_of(call).list(group.number)) {
    if (!is_terminating(instance.state) && instance.state != LifecycleState::kStandby) continue;
    if (instance.state == LifecycleState::kStandby) {
      begin_termination(call.env, group, instance, {}, RunHooks::kNo);
      continue;
    }
    for (const std::string_view name : {"Actions", "Deregister", "DrainedAt"}) instance.document.erase(name);
    instance.due = 0;
    instance.state = LifecycleState::kTerminatingProceed;
    instances_of(call).update(instance);
  }
}

}  // namespace

Task<ApiResult<Reply>> delete_auto_scaling_group(Call& call) {
  const bool is_forced = flag_at(typed_input(call, "DeleteAutoScalingGroup"), "ForceDelete");
  ENI_CO_TRY(auto group, named_group(call));
  ENI_CO_CHECK(check_protection(group, is_forced));
  if (!is_forced) ENI_CO_CHECK(check_empty(call, group));
  sqlite::Transaction transaction{call.env.store.database()};
  group.is_deleting = true;
  for (const std::string_view name : {"MinSize", "MaxSize", "DesiredCapacity"}) group.document[name] = 0;
  if (is_forced) {
    group.document["_forced"] = true;
    skip_hooks(call, group);
  }
  groups_of(call).update(group);
  transaction.commit();
  // An empty group is gone when the call is answered.
  auto finishing = finish_deletion(call.env, group.number);
  co_await std::move(finishing);
  engine_of(call.env).consider(group.number);
  co_return empty_reply();
}

}  // namespace eni::sandbox::autoscaling_service
