#include "sandbox/task_engine/task_limits.h"

#include "base/text.h"

namespace eni::sandbox::task_engine {

namespace {

constexpr std::uint64_t kMebibyte = 1024 * 1024;

std::optional<std::uint64_t> mebibytes(std::optional<std::int64_t> count) {
  if (!count || *count <= 0) return std::nullopt;
  return static_cast<std::uint64_t>(*count) * kMebibyte;
}

std::uint64_t units(std::int64_t count) { return count > 0 ? static_cast<std::uint64_t>(count) : 0; }

}  // namespace

world::TaskLimits task_limits(const TaskToRun& task) {
  world::TaskLimits limits;
  if (const auto cpu = parse_integer(task.cpu); cpu && *cpu > 0) limits.cpu_units = units(*cpu);
  for (const json::value& container : task.containers)
    limits.cpu_shares += units(integer_at(container.as_object(), "cpu"));
  if (const auto memory = parse_integer(task.memory)) limits.memory_bytes = mebibytes(*memory);
  return limits;
}

world::ContainerLimits container_limits(const json::object& container) {
  world::ContainerLimits limits;
  limits.cpu_units = units(integer_at(container, "cpu"));
  limits.memory_bytes = mebibytes(find_integer(container, "memory"));
  limits.memory_reservation_bytes = mebibytes(find_integer(container, "memoryReservation"));
  const json::object& parameters = object_at(container, "linuxParameters");
  if (const auto swap = find_integer(parameters, "maxSwap")) {
    limits.swap_bytes = units(*swap) * kMebibyte;
    if (const auto swappiness = find_integer(parameters, "swappiness"))
      limits.swappiness = units(*swappiness);
  }
  return limits;
}

}  // namespace eni::sandbox::task_engine
