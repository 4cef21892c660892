#include "sandbox/services/ecs/clusters/cluster_metrics.h"

#include "sandbox/scaling/metric_data.h"

namespace eni::sandbox::ecs_service {
namespace {

double percent(std::int64_t registered, std::int64_t remaining) {
  return 100.0 * static_cast<double>(registered - remaining) / static_cast<double>(registered);
}

}  // namespace

std::optional<Reservation> reservation_of(const EcsRegisteredResources& hosts) {
  const auto& [registered, remaining] = hosts;
  if (registered.cpu_units <= 0 || registered.memory_mib <= 0) return std::nullopt;
  return Reservation{percent(registered.cpu_units, remaining.cpu_units),
                     percent(registered.memory_mib, remaining.memory_mib)};
}

void ClusterMetrics::start() {
  if (!minutes_.is_running() && scaling::has_cloudwatch(env_)) minutes_.start();
}

void ClusterMetrics::cluster_changed(EcsClusterNumber cluster) {
  if (!scaling::has_cloudwatch(env_)) return;
  minutes_.start();
  if (env_.settings.pace == Settings::Pace::kInstant) publishing_.begin(cluster);
}

void ClusterMetrics::minute_began() {
  const auto clusters = env_.store.get<EcsClusterRepository>().with_running_tasks();
  for (const EcsClusterNumber cluster : clusters) publishing_.begin(cluster);
  if (!clusters.empty()) start();
}

Task<void> ClusterMetrics::publish(EcsClusterNumber number) {
  const auto cluster = env_.store.get<EcsClusterRepository>().find(number);
  if (!cluster || cluster->counts.running_tasks == 0) co_return;
  const auto reservation =
      reservation_of(env_.store.get<EcsContainerInstanceRepository>().registered_resources(number));
  if (!reservation) co_return;
  json::array dimensions;
  dimensions.push_back(scaling::dimension("ClusterName", cluster->name));
  json::array data;
  data.push_back(scaling::datum("CPUReservation", reservation->cpu, "Percent", dimensions));
  data.push_back(scaling::datum("MemoryReservation", reservation->memory, "Percent", dimensions));
  auto publishing =
      scaling::publish_metrics(env_, aws::AccountId{cluster->account}, aws::Region{cluster->region},
                               "ecs.amazonaws.com", "AWS/ECS", std::move(data));
  co_await std::move(publishing);
  if (env_.settings.pace == Settings::Pace::kInstant)
    co_await sleep_for(env_.scheduler, scaling::kPauseOfChanges);
}

}  // namespace eni::sandbox::ecs_service
