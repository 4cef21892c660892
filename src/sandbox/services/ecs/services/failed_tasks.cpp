#include "sandbox/services/ecs/services/failed_tasks.h"

#include "sandbox/store/ecs_service_repository.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

void count(Store& store, EcsServiceNumber service, EcsTaskOriginNumber origin) {
  auto& services = store.get<EcsServiceRepository>();
  for (EcsDeployment& deployment : services.deployments(service)) {
    if (deployment.origin != origin || deployment.rollout_state() != EcsRolloutState::kInProgress) continue;
    ++deployment.failed_tasks;
    services.update(deployment);
  }
}

}  // namespace

void count_failed_start(Store& store, EcsServiceNumber service, EcsTaskOriginNumber origin) {
  if (store.get<EcsTaskRepository>().counts(origin).running == 0) count(store, service, origin);
}

void count_failed_health_check(Store& store, EcsServiceNumber service, EcsTaskOriginNumber origin) {
  count(store, service, origin);
}

void forget_failed_tasks(Store& store, EcsTaskOriginNumber origin) {
  store.get<EcsServiceRepository>().forget_failed_tasks(origin);
}

}  // namespace eni::sandbox::ecs_service
