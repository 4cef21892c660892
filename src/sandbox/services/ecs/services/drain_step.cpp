/// A service that was deleted: its tasks stop, and then it is INACTIVE.
#include <algorithm>

#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/deployment_history.h"
#include "sandbox/services/ecs/services/find_service.h"
#include "sandbox/services/ecs/services/service_step.h"
#include "sandbox/store/ecs_tag_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

/// An INACTIVE service is shown for a while. Source: Amazon ECS API Reference, DeleteService.
constexpr std::int64_t kInactiveIsShown = 3'600'000;

}  // namespace

/// Protected ones as well: protection is from scaling in and from deployments.
/// Source: Amazon ECS API Reference, UpdateTaskProtection.
int ServiceStep::stop_some(const EcsDeployment& deployment, int max) {
  int stops = 0;
  for (const auto progress : {EcsTaskRepository::Progress::kPending, EcsTaskRepository::Progress::kRunning}) {
    for (const EcsTask& task :
         env_.store.get<EcsTaskRepository>().of_origin(deployment.origin, progress, max - stops)) {
      stop(task);
      ++stops;
    }
  }
  return stops;
}

StepEnd ServiceStep::drain() {
  EcsTaskCounts left;
  int stops = 0;
  for (const EcsDeployment& deployment : deployments_) {
    stops += stop_some(deployment, kTasksALook - stops);
    const EcsTaskCounts now = counts(deployment);
    left.pending += now.pending;
    left.running += now.running;
    left.stopping += now.stopping;
  }
  tell_changes();
  if (left.pending + left.running + left.stopping == 0) end_service();
  save();
  StepEnd end;
  end.again = stops > 0 && left.pending + left.running > 0;
  return end;
}

void ServiceStep::end_service() {
  auto& services = env_.store.get<EcsServiceRepository>();
  service_.status = EcsServiceStatus::kInactive;
  service_.inactive_since = now_millis(env_);
  note_end(env_, service_);
  for (const EcsDeployment& deployment : deployments_) {
    services.remove_deployment(deployment.number);
    env_.store.get<EcsTaskRepository>().remove_origin(deployment.origin);
  }
  deployments_.clear();
  env_.store.get<EcsTagRepository>().remove_tags(service_arn(cluster_, service_));
  EcsClusterCounts difference;
  difference.draining_services = -1;
  env_.store.get<EcsClusterRepository>().add_counts(cluster_.number, difference);
  services.forget_inactive(now_millis(env_) - kInactiveIsShown);
}

}  // namespace eni::sandbox::ecs_service
