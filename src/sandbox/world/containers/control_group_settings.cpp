#include "sandbox/world/containers/control_group_settings.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::world {
namespace {

using Settings = std::vector<ControlGroupSetting>;

/// The kernel's own bounds.
constexpr std::uint64_t kMinShares = 2;
constexpr std::uint64_t kMaxShares = 262'144;
constexpr std::uint64_t kMaxWeight = 10'000;

constexpr std::uint64_t kPeriodMicroseconds = 100'000;
constexpr std::uint64_t kMinQuotaMicroseconds = 1'000;
constexpr std::uint64_t kUnitsOfProcessor = 1'024;

/// No machine has as much, and sums do not overflow.
constexpr std::uint64_t kMaxBytes = 1ULL << 60;

std::uint64_t bounded(std::uint64_t bytes) { return std::clamp(bytes, kMinMemoryBytes, kMaxBytes); }

void add_share(Settings& settings, std::uint64_t units, ControlGroupVersion version) {
  const std::uint64_t shares = std::clamp(units, kMinShares, kMaxShares);
  if (version == ControlGroupVersion::kV1) {
    settings.push_back({"cpu", "cpu.shares", std::to_string(shares)});
    return;
  }
  // As runtimes convert them: 2..262144 to 1..10000.
  const std::uint64_t weight = 1 + (shares - kMinShares) * (kMaxWeight - 1) / (kMaxShares - kMinShares);
  settings.push_back({"cpu", "cpu.weight", std::to_string(weight)});
}

void add_quota(Settings& settings, std::uint64_t units, ControlGroupVersion version) {
  const std::uint64_t processors_micro =
      std::min<std::uint64_t>(units, kMaxShares) * kPeriodMicroseconds / kUnitsOfProcessor;
  const std::string quota = std::to_string(std::max(processors_micro, kMinQuotaMicroseconds));
  const std::string period = std::to_string(kPeriodMicroseconds);
  if (version == ControlGroupVersion::kV2) {
    settings.push_back({"cpu", "cpu.max", quota + " " + period});
    return;
  }
  settings.push_back({"cpu", "cpu.cfs_period_us", period});
  settings.push_back({"cpu", "cpu.cfs_quota_us", quota});
}

void add_memory(Settings& settings, std::uint64_t memory, std::uint64_t swap, ControlGroupVersion version) {
  if (version == ControlGroupVersion::kV2) {
    settings.push_back({"memory", "memory.max", std::to_string(memory)});
    settings.push_back({"memory", "memory.swap.max", std::to_string(swap), true});
    return;
  }
  settings.push_back({"memory", "memory.limit_in_bytes", std::to_string(memory)});
  settings.push_back({"memory", "memory.memsw.limit_in_bytes", std::to_string(memory + swap), true});
}

void add_processes(Settings& settings, std::uint64_t count) {
  settings.push_back({"pids", "pids.max", std::to_string(count)});
}

}  // namespace

std::vector<ControlGroupSetting> settings_of(const ContainerLimits& limits, ControlGroupVersion version) {
  Settings settings;
  add_share(settings, limits.cpu_units, version);
  if (limits.memory_bytes) {
    const std::uint64_t memory = bounded(*limits.memory_bytes);
    add_memory(settings, memory, std::min(limits.swap_bytes.value_or(memory), kMaxBytes), version);
  }
  if (limits.memory_reservation_bytes) {
    const char* file = version == ControlGroupVersion::kV1 ? "memory.soft_limit_in_bytes" : "memory.low";
    settings.push_back({"memory", file, std::to_string(bounded(*limits.memory_reservation_bytes))});
  }
  if (limits.swappiness && version == ControlGroupVersion::kV1)
    settings.push_back({"memory", "memory.swappiness", std::to_string(*limits.swappiness), true});
  if (limits.processes) add_processes(settings, *limits.processes);
  return settings;
}

std::vector<ControlGroupSetting> settings_of(const TaskLimits& limits, ControlGroupVersion version) {
  Settings settings;
  if (limits.cpu_units) {
    add_quota(settings, *limits.cpu_units, version);
  } else {
    add_share(settings, limits.cpu_shares, version);
  }
  if (limits.memory_bytes) {
    const std::uint64_t memory = bounded(*limits.memory_bytes);
    add_memory(settings, memory, memory, version);
  }
  add_processes(settings, limits.processes);
  return settings;
}

std::uint64_t number_in(std::string_view content, std::string_view name) {
  for (const std::string& line : split(content, '\n')) {
    if (line.size() <= name.size() + 1 || line.substr(0, name.size()) != name || line[name.size()] != ' ')
      continue;
    const auto value = parse_integer(trim(line.substr(name.size() + 1)));
    return value && *value > 0 ? static_cast<std::uint64_t>(*value) : 0;
  }
  return 0;
}

}  // namespace eni::sandbox::world
