#pragma once
/// A container's statistics as Docker's API has them, which the task metadata endpoint shows. They are read when somebody asks: what is
/// shown as of before (precpu_stats, network rates) is of an earlier question, a second ago at least; the ECS agent asks
/// Docker each second.
/// Sources: Docker Engine API, ContainerStats; Amazon ECS Developer Guide, "Amazon ECS task metadata v4 examples".
#include <optional>
#include <string>

#include "sandbox/task_engine/endpoints/task_metadata_service.h"
#include "sandbox/world/containers/control_group_stats.h"
#include "sandbox/world/netlink/link_counters.h"

namespace eni::sandbox::task_engine {

/// Of all processors, since it started.
struct MachineCpu {
  std::uint64_t nanoseconds = 0;
  std::uint64_t processors = 0;
  std::uint64_t memory_bytes = 0;  ///< that the machine has: containers without a limit have this one
};
/// Of the machine's "cpu" line in the text of /proc/stat. Source: proc_stat(5).
std::uint64_t cpu_nanoseconds_in(std::string_view proc_stat);
MachineCpu machine_cpu();

struct StatsReading {
  endpoints::MetadataTime at;
  world::ControlGroupStats group;
  std::optional<world::netlink::LinkCounters> network = {};  ///< of eth0; none in a network without it
  MachineCpu machine = {};
};

/// The last reading of a container, and the one that it is compared with: a second older at least.
class StatsHistory {
 public:
  void add(StatsReading reading);
  const StatsReading& last() const { return *last_; }  ///< add() was called
  const std::optional<StatsReading>& before() const { return before_; }

 private:
  std::optional<StatsReading> before_;
  std::optional<StatsReading> next_before_;  ///< becomes that one once another is a second younger
  std::optional<StatsReading> last_;
};

/// @param docker_name  without a slash
endpoints::ContainerStats docker_stats(const std::string& docker_id, const std::string& docker_name,
                                       const StatsHistory& history);

}  // namespace eni::sandbox::task_engine
