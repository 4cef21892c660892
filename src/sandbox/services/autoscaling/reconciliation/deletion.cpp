#include "sandbox/services/autoscaling/reconciliation/deletion.h"

#include "sandbox/services/autoscaling/policies/alarms.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {
namespace {

bool is_empty(Environment& env, std::int64_t group) {
  return env.store.get<AutoScalingInstanceRepository>().counts(group).empty() &&
         env.store.get<AutoScalingRepository>().parts(group, AutoScalingPartKind::kLaunch).empty();
}

}  // namespace

Task<void> finish_deletion(Environment& env, std::int64_t number) {
  auto& groups = env.store.get<AutoScalingRepository>();
  const auto group = groups.find(number);
  if (!group || !group->is_deleting || !is_empty(env, number)) co_return;
  for (const AutoScalingPart& policy : groups.parts(number, AutoScalingPartKind::kPolicy)) {
    GroupPolicy stored{env, *group, policy.name};
    auto deleting = scaling::delete_policy(env, stored);
    co_await std::move(deleting);
  }
  sqlite::Transaction transaction{env.store.database()};
  env.store.get<AutoScalingInstanceRepository>().set_owner_deleted(number);
  groups.remove(number);
  transaction.commit();
}

}  // namespace eni::sandbox::autoscaling_service
