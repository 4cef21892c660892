#include "sandbox/services/ecs/services/find_service.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/condition_keys.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

namespace {

std::string resource_of(const Call& call, const std::string& text) {
  if (text.starts_with("arn:")) return text;
  const auto cluster = named_cluster(call);
  return call.arn("ecs", "service/" + (cluster.has_error() ? std::string("*") : *cluster) + "/" + text);
}

ApiError service_not_found() { return {"ServiceNotFoundException", "Service not found."}; }

}  // namespace

std::string service_arn(const EcsCluster& cluster, const EcsService& service) {
  return arn_in_cluster(cluster, "service", service.name);
}

ApiResult<EcsService> find_living_service(const Call& call, const EcsCluster& cluster) {
  ENI_TRY(const auto text, required_member(call, "service"));
  ENI_TRY(const auto name, read_name_in(call, cluster.name, "service", text));
  auto service = call.store<EcsServiceRepository>().find(cluster.number, name);
  if (!service || service->status == EcsServiceStatus::kInactive) return service_not_found();
  return *std::move(service);
}

ApiResult<EcsService> find_active_service(const Call& call, const EcsCluster& cluster) {
  ENI_TRY(const auto text, required_member(call, "service"));
  ENI_TRY(const auto name, read_name_in(call, cluster.name, "service", text));
  auto service = call.store<EcsServiceRepository>().find(cluster.number, name);
  if (!service) return service_not_found();
  if (service->status != EcsServiceStatus::kActive)
    return ApiError{"ServiceNotActiveException", "Service was not ACTIVE."};
  return *std::move(service);
}

Access service_access(const Call& call) {
  std::vector<std::string> services;
  for (const std::string_view member : {"service", "serviceName"})
    if (const auto one = call.params.text(member)) services.push_back(resource_of(call, *one));
  for (const std::string& text : texts_at(call.params.all(), "services"))
    services.push_back(resource_of(call, text));
  Access access = access_to(call, services);
  add_cluster_key(access, call);
  return access;
}

Access service_change_access(const Call& call) {
  Access access = service_access(call);
  add_start_keys(access, call);
  add_service_keys(access, call);
  return access;
}

}  // namespace eni::sandbox::ecs_service
