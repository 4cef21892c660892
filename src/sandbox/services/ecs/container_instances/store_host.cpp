#include "sandbox/services/ecs/container_instances/store_host.h"

#include "base/time_text.h"
#include "sandbox/services/ecs/container_instances/host_value.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

/// The container instance as DescribeContainerInstances shows it, with times as texts.
json::object detail_of(Environment& env, const Host& host) {
  json::object detail = host_value(env.store, host, {});
  detail.erase("tags");
  detail["clusterArn"] = host.cluster.arn;
  detail["registeredAt"] = iso8601_millis(TimePoint{Duration{host.instance.registered_at}});
  detail["updatedAt"] = iso8601_millis(env.scheduler.now());
  return detail;
}

void publish(Environment& env, const Host& host) {
  Event event;
  event.source = "aws.ecs";
  event.detail_type = "ECS Container Instance State Change";
  event.account = aws::AccountId{host.cluster.account};
  event.region = aws::Region{host.cluster.region};
  if (!env.is_heard(event)) return;
  event.resources = {host.arn()};
  event.detail = detail_of(env, host);
  env.publish(std::move(event));
}

/// Placement at once, everybody else by the event.
void tell(Environment& env, const Host& host) {
  engine_of(env).host_changed(host.instance);
  publish(env, host);
}

}  // namespace

Host insert_host(Environment& env, Host host) {
  host.instance = env.store.get<EcsContainerInstanceRepository>().insert(std::move(host.instance));
  tell(env, host);
  return host;
}

void update_host(Environment& env, const Host& host) {
  env.store.get<EcsContainerInstanceRepository>().update(host.instance);
  tell(env, host);
}

void enter_status(Environment& env, Host& host, EcsHostStatus status, std::string_view reason) {
  host.instance.status = status;
  host.instance.status_since = now_millis(env);
  host.instance.document.erase("statusReason");
  if (!reason.empty()) host.instance.document["statusReason"] = reason;
  update_host(env, host);
}

std::optional<Host> load_host(Store& store, EcsContainerInstanceNumber number) {
  auto instance = store.get<EcsContainerInstanceRepository>().find(number);
  if (!instance) return std::nullopt;
  auto cluster = store.get<EcsClusterRepository>().find(instance->cluster);
  if (!cluster) return std::nullopt;
  return Host{*std::move(cluster), *std::move(instance)};
}

}  // namespace eni::sandbox::ecs_service
