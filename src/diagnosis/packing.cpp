#include "diagnosis/packing.h"

#include <algorithm>
#include <numeric>

#include "trunking/host_memory.h"

namespace eni::diagnosis {

namespace {

using placement::Demand;
using placement::Resources;

Resources registered_by(const HostShape& shape) {
  return {static_cast<std::int32_t>(shape.type->vcpus * 1024),
          static_cast<std::int32_t>(trunking::usable_memory_mib(shape.type->memory_mib)),
          max_awsvpc_tasks(*shape.type, shape.trunk)};
}

Demand demand_of(const Workload& workload) {
  return {{workload.cpu_units, workload.memory_mib, workload.has_interface ? 1 : 0}, workload.ports};
}

std::string group_of(const Workload& workload) { return "service:" + workload.name; }

placement::Request request_for(const Workload& workload) {
  placement::Request request;
  request.demand = demand_of(workload);
  request.group = group_of(workload);
  request.distinct_instance = workload.distinct_instance;
  request.strategies =
      workload.strategies.empty() ? placement::default_service_strategies() : workload.strategies;
  request.max_failures = 1;
  return request;
}

/// Of what a host has, the largest share that one task takes: those are placed first, while there is room for them.
double size_of(const Workload& workload, const Resources& host) {
  const auto share = [](int part, int whole) { return whole > 0 ? static_cast<double>(part) / whole : 0.0; };
  return std::max(share(workload.cpu_units, host.cpu_units), share(workload.memory_mib, host.memory_mib));
}

/// One try: hosts, daemons on each of them, then the tasks.
class Trial {
 public:
  Trial(const HostShape& shape, long long hosts, Random& random) : random_{random} {
    const Resources registered = registered_by(shape);
    for (long long number = 0; number < hosts; ++number) {
      placement::Host host;
      host.container_instance_id = std::to_string(number);
      host.registered = registered;
      const auto zone = static_cast<std::size_t>(number) % shape.zones.size();
      host.attributes = {{std::string(placement::kAvailabilityZoneAttribute), shape.zones[zone]}};
      hosts_.push_back(cluster_.add(host));
    }
  }

  /// @return  why not, where a daemon finds no room
  std::optional<placement::Reason> run_daemon(const Workload& workload) {
    const placement::Request request = request_for(workload);
    for (const placement::HostId host : hosts_) {
      if (const auto reason = cluster_.why_not(request, host)) return reason;
      cluster_.commit(host, request.group, request.demand);
    }
    return std::nullopt;
  }

  /// @return  why the first task that has no place has none
  std::optional<placement::Reason> run(const Workload& workload) {
    const placement::Request request = request_for(workload);
    for (long long task = 0; task < workload.tasks; ++task) {
      const placement::Answer answer = cluster_.place(request, random_);
      const auto* host = std::get_if<placement::HostId>(&answer);
      if (!host) {
        const auto& closest = std::get<placement::Refusal>(answer).closest;
        return closest ? closest->reason : placement::Reason::kAgent;
      }
      cluster_.commit(*host, request.group, request.demand);
    }
    return std::nullopt;
  }

 private:
  placement::Cluster cluster_;
  std::vector<placement::HostId> hosts_;
  Random& random_;
};

/// What finds no room, and why.
struct Unplaced {
  const Workload* workload;
  placement::Reason reason;
};

class Packer {
 public:
  Packer(const std::vector<Workload>& workloads, const HostShape& shape, Random& random)
      : shape_{shape}, host_{registered_by(shape)}, random_{random} {
    for (const Workload& workload : workloads)
      (workload.is_daemon ? daemons_ : services_).push_back(&workload);
    largest_first_ = services_;
    std::stable_sort(
        largest_first_.begin(), largest_first_.end(),
        [this](const Workload* a, const Workload* b) { return size_of(*a, host_) > size_of(*b, host_); });
  }

  /// In the services' own order, and else the largest first: a cluster may have come to be in either.
  std::optional<Unplaced> try_with(long long hosts) {
    if (!try_in_order(hosts, services_)) return std::nullopt;
    return try_in_order(hosts, largest_first_);
  }

  /// By the sums of what tasks need, however well they are packed.
  long long lower_bound() const {
    const Total total = demand_of_services();
    const Total daemons = demand_of_daemons();
    const auto hosts = [](std::int64_t need, std::int64_t each) {
      return each > 0 ? (need + each - 1) / each : need > 0 ? 1 : 0;
    };
    return std::max({hosts(total.cpu_units, host_.cpu_units - daemons.cpu_units),
                     hosts(total.memory_mib, host_.memory_mib - daemons.memory_mib),
                     hosts(total.interfaces, host_.interfaces - daemons.interfaces), std::int64_t{0}});
  }

  /// With one host for each task, more do not help.
  long long upper_bound() const {
    return std::accumulate(services_.begin(), services_.end(), 0LL,
                           [](long long sum, const Workload* service) { return sum + service->tasks; });
  }

  Usage usage(long long hosts) const {
    const Total services = demand_of_services();
    const Total daemons = demand_of_daemons();
    const auto share = [hosts](std::int64_t tasks, std::int64_t daemon, std::int64_t each) {
      return hosts > 0 && each > 0
                 ? static_cast<double>(tasks + daemon * hosts) / static_cast<double>(each * hosts)
                 : 0.0;
    };
    return {share(services.cpu_units, daemons.cpu_units, host_.cpu_units),
            share(services.memory_mib, daemons.memory_mib, host_.memory_mib),
            share(services.interfaces, daemons.interfaces, host_.interfaces)};
  }

 private:
  std::optional<Unplaced> try_in_order(long long hosts, const std::vector<const Workload*>& services) {
    Trial trial{shape_, hosts, random_};
    for (const Workload* daemon : daemons_) {
      if (const auto reason = trial.run_daemon(*daemon)) return Unplaced{daemon, *reason};
    }
    for (const Workload* service : services) {
      if (const auto reason = trial.run(*service)) return Unplaced{service, *reason};
    }
    return std::nullopt;
  }

  struct Total {
    std::int64_t cpu_units = 0;
    std::int64_t memory_mib = 0;
    std::int64_t interfaces = 0;
  };
  static Total total_of(const std::vector<const Workload*>& workloads) {
    Total total;
    for (const Workload* workload : workloads) {
      const std::int64_t tasks = workload->is_daemon ? 1 : workload->tasks;
      total.cpu_units += tasks * workload->cpu_units;
      total.memory_mib += tasks * workload->memory_mib;
      total.interfaces += workload->has_interface ? tasks : 0;
    }
    return total;
  }
  Total demand_of_services() const { return total_of(services_); }
  Total demand_of_daemons() const { return total_of(daemons_); }

  const HostShape& shape_;
  Resources host_;
  Random& random_;
  std::vector<const Workload*> daemons_;
  std::vector<const Workload*> services_;
  std::vector<const Workload*> largest_first_;
};

std::string obstacle_of(const Unplaced& unplaced, const HostShape& shape) {
  return "a task of " + unplaced.workload->name + " finds no place on any host of " +
         std::string(shape.type->instance_type) + ": " + std::string(failure_reason(unplaced.reason));
}

}  // namespace

Packing pack(const std::vector<Workload>& workloads, const HostShape& shape, Random& random) {
  Packer packer{workloads, shape, random};
  const long long max = packer.upper_bound();
  if (max == 0) return {0, {}, ""};
  long long too_few = std::max(packer.lower_bound(), 1LL) - 1;
  long long enough = std::min(too_few + 1, max);
  for (long long step = 1;; step *= 2) {
    const auto unplaced = packer.try_with(enough);
    if (!unplaced) break;
    if (enough >= max) return {std::nullopt, {}, obstacle_of(*unplaced, shape)};
    too_few = enough;
    enough = std::min(enough + step, max);
  }
  while (enough - too_few > 1) {
    const long long middle = too_few + (enough - too_few) / 2;
    (packer.try_with(middle) ? too_few : enough) = middle;
  }
  return {enough, packer.usage(enough), ""};
}

}  // namespace eni::diagnosis
