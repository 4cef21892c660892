#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/deployment_history.h"
#include "sandbox/services/ecs/services/find_service.h"
#include "sandbox/services/ecs/services/operations.h"
#include "sandbox/services/ecs/services/service_value.h"

namespace eni::sandbox::ecs_service {

namespace {

void drain(const Call& call, const EcsCluster& cluster, EcsService& service) {
  note_draining(call.env, service);
  service.status = EcsServiceStatus::kDraining;
  service.desired_count = 0;
  service.document["_steady"] = false;
  auto& services = call.store<EcsServiceRepository>();
  services.update(service);
  for (EcsDeployment& deployment : services.deployments(service.number)) {
    deployment.desired_count = 0;
    services.update(deployment);
  }
  EcsClusterCounts difference;
  difference.active_services = -1;
  difference.draining_services = 1;
  call.store<EcsClusterRepository>().add_counts(cluster.number, difference);
}

}  // namespace

ApiResult<Reply> delete_service(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(auto service, find_living_service(call, cluster));
  const bool force = flag(call, "force");
  if (!force && !service.daemon && service.desired_count > 0)
    return aws::invalid_parameter("The service cannot be stopped while it is scaled above 0.");
  if (service.status == EcsServiceStatus::kActive) drain(call, cluster, service);
  engine_of(call.env).services().consider(service.number);
  return Reply{json::object{{"service", service_value(call.env.store, cluster, service)}}};
}

}  // namespace eni::sandbox::ecs_service
