#pragma once
/// What of a task's limits is written into control groups, in both of the kernel's versions of them. Values in, values out.
/// Sources: ECS task definition parameters; the ECS agent (api/task/task_linux.go); Linux, admin-guide/cgroup-v1 and cgroup-v2.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::world {

enum class ControlGroupVersion { kV1, kV2 };

/// ECS has no such bound; here tasks share the user's machine, and a fork bomb is to end in its own task.
inline constexpr std::uint64_t kMaxTaskProcesses = 4096;
/// Containers of less do not start, so ECS's agent raises what is lower.
inline constexpr std::uint64_t kMinMemoryBytes = 6ULL << 20;

/// Of a container definition. What nobody said is not limited but by the task.
struct ContainerLimits {
  std::uint64_t cpu_units = 0;                            ///< its share among the task's; 0 and 1 count as 2
  std::optional<std::uint64_t> memory_bytes;              ///< beyond which it is killed
  std::optional<std::uint64_t> memory_reservation_bytes;  ///< what it is left with where memory is short
  std::optional<std::uint64_t> swap_bytes;       ///< as much as memory_bytes if nobody said, as Docker has it
  std::optional<std::uint64_t> processes;        ///< with their threads
  std::optional<std::uint64_t> swappiness = {};  ///< 0 to 100; version 2 has none
};

/// Of the whole task.
struct TaskLimits {
  std::optional<std::uint64_t> cpu_units;  ///< 1024 are one processor, no more than which it gets
  std::uint64_t cpu_shares = 0;            ///< without cpu_units: the sum of its containers'
  std::optional<std::uint64_t> memory_bytes;
  std::uint64_t processes = kMaxTaskProcesses;
};

struct ControlGroupSetting {
  std::string controller;  ///< "memory"
  std::string file;        ///< "memory.max"
  std::string value;
  bool is_optional = false;  ///< kernels may lack it: accounting of swap
  bool operator==(const ControlGroupSetting&) const = default;
};

/// In the order in which they have to be written.
std::vector<ControlGroupSetting> settings_of(const ContainerLimits& limits, ControlGroupVersion version);
std::vector<ControlGroupSetting> settings_of(const TaskLimits& limits, ControlGroupVersion version);

/// Of a file of lines "NAME NUMBER": memory.events, cpu.stat. 0 if it has no such line.
std::uint64_t number_in(std::string_view content, std::string_view name);

}  // namespace eni::sandbox::world
