/// Availability Zone rebalancing: a steady service whose tasks are not evenly spread starts tasks in the zones with the fewest, and
/// when those run stops as many in the zones with the most.
/// Source: Amazon ECS Developer Guide, "Balancing an Amazon ECS service across Availability Zones".
#include <algorithm>

#include "sandbox/services/ecs/services/service_step.h"

namespace eni::sandbox::ecs_service {

namespace {

/// In the service's document: tasks were started that others are to make way for.
constexpr std::string_view kUnderWay = "_rebalancing";
/// Tasks that one look moves at most.
constexpr int kBatch = 100;
/// The zone that had no room for a task, told once.
constexpr std::string_view kFullZone = "_fullZone";

/// A host that lacks room; others would not take the task at any time.
bool is_for_want_of_room(const placement::Refusal& refusal) {
  return refusal.closest && refusal.closest->reason >= placement::Reason::kCpu;
}

}  // namespace

bool ServiceStep::is_rebalancing() const { return flag_at(service_.document, kUnderWay); }

void ServiceStep::stop_rebalancing() { service_.document.erase(kUnderWay); }

std::string ServiceStep::zone_of(const EcsTask& task) const {
  const auto host = env_.store.get<EcsContainerInstanceRepository>().find(task.host);
  return host ? host->availability_zone : std::string{};
}

/// Where tasks of the service may be. One that no host is in has none to offer.
ZoneCounts ServiceStep::zones() const {
  const auto plan = indexes_.plan(primary().origin);
  ZoneCounts counts;
  for (const auto& [zone, share] : indexes_.index(cluster_.number).zones(plan->group)) {
    const auto own = plan->network ? plan->network->zones() : std::vector<std::string>{zone};
    if (std::ranges::find(own, zone) != own.end()) counts[zone] = share.tasks;
  }
  return counts;
}

void ServiceStep::tell_full_zone(const std::string& zone, const placement::Refusal& refusal) {
  if (text_at(service_.document, kFullZone) == zone) return;
  service_.document[kFullZone] = zone;
  events_.add(zone_is_full_event(service_.name, zone));
  events_.publish_action("ERROR", "SERVICE_TASK_PLACEMENT_FAILURE",
                         placement::failure_reason(refusal.closest->reason));
}

ZoneCounts ServiceStep::protected_by_zone() {
  ZoneCounts counts;
  for (const EcsTask& task : running_tasks())
    if (is_protected(task)) ++counts[zone_of(task)];
  return counts;
}

std::vector<EcsTask> ServiceStep::running_tasks() const {
  const int all = static_cast<int>(counts(primary()).running);
  return env_.store.get<EcsTaskRepository>().of_origin(primary().origin,
                                                       EcsTaskRepository::Progress::kRunning, all);
}

/// Those whose place others have taken. Where these are protected the service keeps more for as long, rather than stop what was
/// started for the balance.
int ServiceStep::stop_in_fullest_zones(int max) {
  ZoneCounts zones_now = zones();
  std::vector<EcsTask> tasks = running_tasks();
  int stops = 0;
  while (stops < max && !zones_now.empty()) {
    const auto fullest =
        std::ranges::max_element(zones_now, {}, [](const auto& zone) { return zone.second; });
    const auto task = std::ranges::find_if(
        tasks, [&](const EcsTask& one) { return !is_protected(one) && zone_of(one) == fullest->first; });
    if (task == tasks.end()) break;
    stop(*task);
    tasks.erase(task);
    --fullest->second;
    ++stops;
  }
  return stops;
}

void ServiceStep::begin_rebalancing(const ZoneCounts& found, StepEnd& end) {
  // [assumption] Only where there is room: no instance is launched for the sake of the balance.
  TaskStarter tasks = starter();
  ZoneCounts zones = found;
  ZoneCounts held = protected_by_zone();
  std::set<std::string> full;
  const int desired = static_cast<int>(service_.desired_count);
  int room = std::min(maximum_tasks(desired, limits()) - desired, kBatch);
  while (room > 0) {
    const auto move = next_zone_move(zones, full);
    if (!move || zones[move->from] <= held[move->from]) break;
    const StartedTasks started = tasks.start_in(move->to);
    if (started.refusal) {
      full.insert(move->to);
      end.starved = true;
      if (is_for_want_of_room(*started.refusal)) tell_full_zone(move->to, *started.refusal);
      continue;
    }
    for (const EcsTask& task : started.tasks) started_in_[move->to].push_back(task.id);
    --zones[move->from];
    ++zones[move->to];
    --room;
  }
  if (started_in_.empty()) return;
  service_.document[kUnderWay] = true;
  service_.document.erase(kFullZone);
  events_.add(unbalanced_event(service_.name, found));
  events_.publish_action("INFO", "SERVICE_REBALANCING_STARTED");
}

/// Of a service that is steady.
void ServiceStep::rebalance_zones(StepEnd& end) {
  if (text_at(service_.document, "availabilityZoneRebalancing") != "ENABLED") return;
  const ZoneCounts found = zones();
  const bool is_balanced = !next_zone_move(found, {});
  if (is_rebalancing()) {
    stop_rebalancing();
    if (is_balanced) {
      events_.add(balanced_event(service_.name, found));
      events_.publish_action("INFO", "SERVICE_REBALANCING_COMPLETED");
    }
  }
  if (!is_balanced) begin_rebalancing(found, end);
}

void ServiceStep::tell_moves() {
  for (const auto& [zone, ids] : stopped_in_) events_.add(stopped_in_zone_event(service_.name, zone, ids));
  for (const auto& [zone, ids] : started_in_) events_.add(started_in_zone_event(service_.name, zone, ids));
  if (!started_in_.empty()) events_.publish_action("INFO", "TASKS_STARTED");
  if (!stopped_in_.empty()) events_.publish_action("INFO", "TASKS_STOPPED");
  if (!started_in_.empty() || !stopped_in_.empty()) service_.document["_steady"] = false;
}

}  // namespace eni::sandbox::ecs_service
