#include "sandbox/services/ecs/managed_scaling/reservation.h"

#include <algorithm>
#include <limits>

namespace eni::sandbox::ecs_service {
namespace {

constexpr double kFirstReservation = 200;

/// Of an instance's `all` tasks of `each`.
std::int64_t fitting(std::int32_t all, std::int32_t each, std::int64_t so_far) {
  return each <= 0 ? so_far : std::min<std::int64_t>(so_far, all / each);
}

std::int64_t instances_for(const WaitingTasks& waiting, const ReservationFacts& facts) {
  if (facts.types.empty()) return waiting.tasks;
  std::int64_t largest = 0;
  for (const placement::Resources& type : facts.types) {
    const std::int64_t tasks = tasks_on_instance(waiting, type);
    if (tasks == 0) return 0;  // the smallest type is the measure
    largest = std::max(largest, tasks);
  }
  return (waiting.tasks + largest - 1) / largest;
}

}  // namespace

std::int64_t tasks_on_instance(const WaitingTasks& waiting, const placement::Resources& instance) {
  const placement::Resources& each = waiting.demand.resources;
  std::int64_t tasks = std::numeric_limits<std::int32_t>::max();
  tasks = fitting(instance.cpu_units, each.cpu_units, tasks);
  tasks = fitting(instance.memory_mib, each.memory_mib, tasks);
  tasks = fitting(instance.interfaces, each.interfaces, tasks);
  const bool is_alone = waiting.distinct_instance || !waiting.demand.ports.empty();
  return is_alone ? std::min<std::int64_t>(tasks, 1) : tasks;
}

void add_waiting(std::vector<WaitingTasks>& waiting, WaitingTasks more) {
  const auto same = std::find_if(waiting.begin(), waiting.end(), [&more](const WaitingTasks& known) {
    return known.demand == more.demand && !known.distinct_instance && !more.distinct_instance;
  });
  if (same == waiting.end()) {
    waiting.push_back(std::move(more));
  } else {
    same->tasks += more.tasks;
  }
}

double capacity_provider_reservation(const ReservationFacts& facts) {
  std::int64_t more = 0;
  for (const WaitingTasks& waiting : facts.waiting) more = std::max(more, instances_for(waiting, facts));
  if (more == 0 && !facts.waiting.empty()) return facts.target;
  if (facts.instances == 0) return more > 0 ? kFirstReservation : facts.target;
  if (more > 0) more = std::clamp(more, facts.min_step, facts.max_step);
  return 100.0 * static_cast<double>(facts.busy + more) / static_cast<double>(facts.instances);
}

}  // namespace eni::sandbox::ecs_service
