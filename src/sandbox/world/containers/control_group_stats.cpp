#include "sandbox/world/containers/control_group_stats.h"

#include <unistd.h>

#include "base/text.h"

namespace eni::sandbox::world {
namespace {

constexpr std::uint64_t kNanosecondsOfMicrosecond = 1'000;
/// What version 1 says in the place of "no limit": the greatest multiple of a page.
constexpr std::uint64_t kUnlimitedBytes = 0x7FFF'FFFF'F000'0000;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  const auto value = parse_integer(trim(text));
  if (!value || *value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

/// "max" is none.
std::optional<std::uint64_t> limit_in(std::string_view text) {
  const auto limit = whole_number(text);
  return limit && *limit < kUnlimitedBytes ? limit : std::nullopt;
}

std::vector<std::pair<std::string, std::uint64_t>> numbers_by_name(std::string_view text) {
  std::vector<std::pair<std::string, std::uint64_t>> out;
  for (const std::string& line : split(text, '\n')) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    if (const auto value = whole_number(line.substr(space + 1)))
      out.emplace_back(line.substr(0, space), *value);
  }
  return out;
}

CpuStats cpu_of_v1(const GroupFiles& content) {
  // In the kernel's clock ticks, whatever its own are.
  const auto tick = 1'000'000'000 / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  const std::string parts = content("cpuacct", "cpuacct.stat");
  const std::string bounds = content("cpu", "cpu.stat");
  CpuStats cpu;
  cpu.total_nanoseconds = whole_number(content("cpuacct", "cpuacct.usage")).value_or(0);
  cpu.user_nanoseconds = number_in(parts, "user") * tick;
  cpu.kernel_nanoseconds = number_in(parts, "system") * tick;
  for (const std::string& one : split(content("cpuacct", "cpuacct.usage_percpu"), ' '))
    if (const auto value = whole_number(one)) cpu.nanoseconds_per_processor.push_back(*value);
  cpu.periods = number_in(bounds, "nr_periods");
  cpu.throttled_periods = number_in(bounds, "nr_throttled");
  cpu.throttled_nanoseconds = number_in(bounds, "throttled_time");
  return cpu;
}

CpuStats cpu_of_v2(const GroupFiles& content) {
  const std::string told = content("cpu", "cpu.stat");
  CpuStats cpu;
  cpu.total_nanoseconds = number_in(told, "usage_usec") * kNanosecondsOfMicrosecond;
  cpu.user_nanoseconds = number_in(told, "user_usec") * kNanosecondsOfMicrosecond;
  cpu.kernel_nanoseconds = number_in(told, "system_usec") * kNanosecondsOfMicrosecond;
  cpu.periods = number_in(told, "nr_periods");
  cpu.throttled_periods = number_in(told, "nr_throttled");
  cpu.throttled_nanoseconds = number_in(told, "throttled_usec") * kNanosecondsOfMicrosecond;
  return cpu;
}

MemoryStats memory_of_v1(const GroupFiles& content) {
  MemoryStats memory;
  memory.bytes = whole_number(content("memory", "memory.usage_in_bytes")).value_or(0);
  memory.max_bytes = whole_number(content("memory", "memory.max_usage_in_bytes"));
  memory.limit_bytes = limit_in(content("memory", "memory.limit_in_bytes"));
  memory.limit_hits = whole_number(content("memory", "memory.failcnt"));
  memory.details = numbers_by_name(content("memory", "memory.stat"));
  return memory;
}

MemoryStats memory_of_v2(const GroupFiles& content) {
  MemoryStats memory;
  memory.bytes = whole_number(content("memory", "memory.current")).value_or(0);
  memory.limit_bytes = limit_in(content("memory", "memory.max"));
  memory.details = numbers_by_name(content("memory", "memory.stat"));
  return memory;
}

/// "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0"
std::optional<DeviceStats> device_in(const std::string& line) {
  const std::vector<std::string> words = split(line, ' ');
  const std::vector<std::string> numbers = split(words.front(), ':');
  if (numbers.size() != 2) return std::nullopt;
  const auto major = whole_number(numbers[0]);
  const auto minor = whole_number(numbers[1]);
  if (!major || !minor) return std::nullopt;
  DeviceStats device{*major, *minor};
  const std::pair<std::string_view, std::uint64_t*> kFields[] = {{"rbytes=", &device.read_bytes},
                                                                 {"wbytes=", &device.written_bytes},
                                                                 {"rios=", &device.reads},
                                                                 {"wios=", &device.writes}};
  for (const std::string& word : words)
    for (const auto& [name, value] : kFields)
      if (word.starts_with(name)) *value = whole_number(word.substr(name.size())).value_or(0);
  return device;
}

}  // namespace

ControlGroupStats parse_group_stats(ControlGroupVersion version, const GroupFiles& content) {
  const bool is_first = version == ControlGroupVersion::kV1;
  ControlGroupStats stats;
  stats.version = version;
  stats.cpu = is_first ? cpu_of_v1(content) : cpu_of_v2(content);
  stats.memory = is_first ? memory_of_v1(content) : memory_of_v2(content);
  stats.processes = whole_number(content("pids", "pids.current")).value_or(0);
  stats.processes_limit = limit_in(content("pids", "pids.max"));
  // In version 2 a group's files lie together, whatever their controllers.
  if (!is_first)
    for (const std::string& line : split(content("memory", "io.stat"), '\n'))
      if (const auto device = device_in(line)) stats.devices.push_back(*device);
  return stats;
}

}  // namespace eni::sandbox::world
