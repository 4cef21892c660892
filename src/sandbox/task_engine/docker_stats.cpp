#include "sandbox/task_engine/docker_stats.h"

#include <algorithm>
#include <fstream>
#include <unistd.h>
#include <utility>

#include "base/text.h"

namespace eni::sandbox::task_engine {

namespace {

using world::ControlGroupVersion;

constexpr std::chrono::seconds kMinInterval{1};
/// As Go writes a time that is none.
constexpr std::string_view kNoTime = "0001-01-01T00:00:00Z";
/// user, nice, system, idle, iowait, irq, softirq: as Docker adds them up.
constexpr std::size_t kCpuFields = 7;
constexpr std::uint64_t kNanoseconds = 1'000'000'000;

json::object cpu_json(const StatsReading* reading) {
  const world::CpuStats cpu = reading ? reading->group.cpu : world::CpuStats{};
  json::object usage{{"total_usage", cpu.total_nanoseconds}};
  if (!cpu.nanoseconds_per_processor.empty())
    usage["percpu_usage"] =
        json::array(cpu.nanoseconds_per_processor.begin(), cpu.nanoseconds_per_processor.end());
  usage["usage_in_kernelmode"] = cpu.kernel_nanoseconds;
  usage["usage_in_usermode"] = cpu.user_nanoseconds;
  json::object out{{"cpu_usage", std::move(usage)}};
  if (reading) {
    out["system_cpu_usage"] = reading->machine.nanoseconds;
    out["online_cpus"] = reading->machine.processors;
  }
  out["throttling_data"] = {{"periods", cpu.periods},
                            {"throttled_periods", cpu.throttled_periods},
                            {"throttled_time", cpu.throttled_nanoseconds}};
  return out;
}

json::object memory_json(const StatsReading& reading) {
  const world::MemoryStats& memory = reading.group.memory;
  json::object out{{"usage", memory.bytes}};
  if (memory.max_bytes) out["max_usage"] = *memory.max_bytes;
  json::object details;
  for (const auto& [name, value] : memory.details) details[name] = value;
  out["stats"] = std::move(details);
  if (memory.limit_hits) out["failcnt"] = *memory.limit_hits;
  const std::uint64_t machine = reading.machine.memory_bytes;
  out["limit"] = std::min(memory.limit_bytes.value_or(machine), machine);
  return out;
}

json::object device_json(const world::DeviceStats& device, const char* operation, std::uint64_t value) {
  return {{"major", device.major}, {"minor", device.minor}, {"op", operation}, {"value", value}};
}

/// Lists that nobody fills are null, as Go writes them.
json::object devices_json(const std::vector<world::DeviceStats>& devices) {
  json::object out;
  for (const char* name : {"io_service_bytes_recursive", "io_serviced_recursive", "io_queue_recursive",
                           "io_service_time_recursive", "io_wait_time_recursive", "io_merged_recursive",
                           "io_time_recursive", "sectors_recursive"})
    out[name] = nullptr;
  if (devices.empty()) return out;
  json::array bytes;
  json::array operations;
  for (const world::DeviceStats& one : devices) {
    bytes.push_back(device_json(one, "read", one.read_bytes));
    bytes.push_back(device_json(one, "write", one.written_bytes));
    operations.push_back(device_json(one, "read", one.reads));
    operations.push_back(device_json(one, "write", one.writes));
  }
  out["io_service_bytes_recursive"] = std::move(bytes);
  out["io_serviced_recursive"] = std::move(operations);
  return out;
}

void add_traffic(json::object& out, const std::string& prefix,
                 const world::netlink::TrafficCounters& traffic) {
  out[prefix + "bytes"] = traffic.bytes;
  out[prefix + "packets"] = traffic.packets;
  out[prefix + "errors"] = traffic.errors;
  out[prefix + "dropped"] = traffic.dropped;
}

json::object processes_json(const world::ControlGroupStats& group) {
  json::object out{{"current", group.processes}};
  if (group.processes_limit) out["limit"] = *group.processes_limit;
  return out;
}

/// Counters begin anew with another interface.
double rate(std::uint64_t now, std::uint64_t before, double seconds) {
  return now < before ? 0 : static_cast<double>(now - before) / seconds;
}

std::optional<endpoints::ContainerStats::NetworkRates> rates_of(const StatsHistory& history) {
  const StatsReading& now = history.last();
  const auto& before = history.before();
  if (!before || !before->network || !now.network) return std::nullopt;
  const double seconds = std::chrono::duration<double>(now.at - before->at).count();
  return endpoints::ContainerStats::NetworkRates{
      rate(now.network->received.bytes, before->network->received.bytes, seconds),
      rate(now.network->sent.bytes, before->network->sent.bytes, seconds)};
}

}  // namespace

std::uint64_t cpu_nanoseconds_in(std::string_view proc_stat) {
  const std::vector<std::string> words = split(proc_stat.substr(0, proc_stat.find('\n')), ' ');
  if (words.front() != "cpu") return 0;
  std::uint64_t ticks = 0;
  std::size_t fields = 0;
  for (std::size_t at = 1; at < words.size() && fields < kCpuFields; ++at) {
    const auto value = parse_integer(words[at]);
    if (!value) continue;  // There are two blanks behind the name.
    ticks += static_cast<std::uint64_t>(*value);
    ++fields;
  }
  return ticks * (kNanoseconds / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK)));
}

MachineCpu machine_cpu() {
  std::string first;
  std::getline(std::ifstream{"/proc/stat"}, first);
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  return {cpu_nanoseconds_in(first), static_cast<std::uint64_t>(sysconf(_SC_NPROCESSORS_ONLN)),
          pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE))};
}

void StatsHistory::add(StatsReading reading) {
  if (!next_before_) {
    next_before_ = reading;
  } else if (reading.at - next_before_->at >= kMinInterval) {
    before_ = std::exchange(next_before_, reading);
  }
  last_ = std::move(reading);
}

endpoints::ContainerStats docker_stats(const std::string& docker_id, const std::string& docker_name,
                                       const StatsHistory& history) {
  const StatsReading& now = history.last();
  const StatsReading* before = history.before() ? &*history.before() : nullptr;
  endpoints::ContainerStats stats;
  stats.docker = {{"read", endpoints::metadata_time_text(now.at)},
                  {"preread", before ? endpoints::metadata_time_text(before->at) : std::string(kNoTime)},
                  {"pids_stats", processes_json(now.group)},
                  {"blkio_stats", devices_json(now.group.devices)},
                  {"num_procs", 0},
                  {"storage_stats", json::object{}},
                  {"cpu_stats", cpu_json(&now)},
                  {"precpu_stats", cpu_json(before)},
                  {"memory_stats", memory_json(now)},
                  {"name", "/" + docker_name},
                  {"id", docker_id}};
  if (now.network) {
    json::object traffic;
    add_traffic(traffic, "rx_", now.network->received);
    add_traffic(traffic, "tx_", now.network->sent);
    stats.docker["networks"] = {{"eth0", std::move(traffic)}};
  }
  stats.network_rates = rates_of(history);
  return stats;
}

}  // namespace eni::sandbox::task_engine
