#pragma once
/// What a control group tells of its processes, in both of the kernel's versions. Text in, values out.
/// Sources: Linux, admin-guide/cgroup-v1 (cpuacct, memory, pids) and cgroup-v2.
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/world/containers/control_group_settings.h"

namespace eni::sandbox::world {

struct CpuStats {
  std::uint64_t total_nanoseconds = 0;
  std::uint64_t user_nanoseconds = 0;
  std::uint64_t kernel_nanoseconds = 0;
  std::vector<std::uint64_t> nanoseconds_per_processor = {};  ///< version 1
  std::uint64_t periods = 0;
  std::uint64_t throttled_periods = 0;
  std::uint64_t throttled_nanoseconds = 0;
};

struct MemoryStats {
  std::uint64_t bytes = 0;                      ///< with its files' pages
  std::optional<std::uint64_t> max_bytes = {};  ///< that it had; version 1
  std::optional<std::uint64_t> limit_bytes = {};
  std::optional<std::uint64_t> limit_hits = {};                     ///< version 1
  std::vector<std::pair<std::string, std::uint64_t>> details = {};  ///< memory.stat, in its order
};

/// Of a block device.
struct DeviceStats {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t read_bytes = 0;
  std::uint64_t written_bytes = 0;
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
};

struct ControlGroupStats {
  ControlGroupVersion version = ControlGroupVersion::kV2;
  CpuStats cpu;
  MemoryStats memory;
  std::uint64_t processes = 0;  ///< with their threads
  std::optional<std::uint64_t> processes_limit;
  std::vector<DeviceStats>
      devices;  ///< version 2, where the group has the controller io; devices that were used
};

/// @param content  of a group's file, by its controller and name: "memory", "memory.stat"; "" if there is none
using GroupFiles = std::function<std::string(const std::string& controller, const std::string& file)>;
ControlGroupStats parse_group_stats(ControlGroupVersion version, const GroupFiles& content);

}  // namespace eni::sandbox::world
