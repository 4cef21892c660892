/// How long it takes to place up to a million awsvpc tasks on hosts with trunks: host, VLAN id and address of each. See
/// bench.py.
///
/// Hosts are a tenth of the tasks, in three zones: c5.large with a trunk (ten interfaces), so that the last task takes the
/// last interface; "mixed" has eight types and 200 services. Small sizes are measured over many clusters, which are filled within a millisecond each.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <malloc.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <time.h>
#include <unistd.h>
#include <vector>

#include "base/json.h"
#include "placement/cluster.h"
#include "vpc/ipv4.h"
#include "vpc/number_pool.h"

namespace eni::bench {
namespace {

using namespace placement;

constexpr std::size_t kTasksPerHost = 10;
constexpr std::array<std::size_t, 4> kSizes{1'000, 10'000, 100'000, 1'000'000};
constexpr std::size_t kTasksPerCall = 10;  ///< RunTask's most
constexpr int kRounds = 3;
constexpr std::size_t kTasksPerRound = 200'000;  ///< at least
constexpr double kBudgetSeconds = 10;
constexpr double kBudgetRatio = 1.3;
constexpr std::array<std::string_view, 3> kZones{"eu-central-1a", "eu-central-1b", "eu-central-1c"};

enum class Fleet : std::uint8_t {
  kAlike,  ///< hosts of one type, tasks of one service, until the cluster is full
  kMixed,  ///< eight types, 200 services with tasks of many sizes, started in turn
};

struct Plan {
  std::string_view name;
  std::vector<Strategy> strategies;
  Fleet fleet = Fleet::kAlike;
};

std::vector<Plan> plans() {
  using enum StrategyType;
  return {{"spread_az_instance", default_service_strategies()},
          {"binpack_memory", {{kBinpack, "memory"}}},
          {"random", {{kRandom, ""}}},
          {"mixed", default_service_strategies(), Fleet::kMixed}};
}

/// Processor time of this process, which has one thread and waits for nothing: what else the machine does hardly counts.
std::chrono::nanoseconds now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

/// Of this process, in bytes.
std::size_t resident() {
  std::ifstream statm{"/proc/self/statm"};
  std::size_t total = 0, pages = 0;
  statm >> total >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// The addresses of a zone: as many /16 subnets as its tasks need, filled one after the other.
class Zone {
 public:
  explicit Zone(std::uint32_t first_address) : next_subnet_{first_address} {}

  std::uint32_t take_address() {
    if (subnets_.empty() || subnets_.back().available() == 0) {
      const vpc::Ipv4Range range = vpc::usable_addresses({next_subnet_, vpc::kLargestBlock});
      subnets_.emplace_back(range.first, static_cast<std::uint32_t>(range.size()));
      next_subnet_ += 1U << (32 - vpc::kLargestBlock);
    }
    return *subnets_.back().take();
  }

 private:
  std::uint32_t next_subnet_;
  std::vector<vpc::NumberPool> subnets_;
};

struct HostType {
  std::string_view name;
  Resources registered;
};

/// The first is that of Fleet::kAlike. The others are large enough for what chance brings them.
constexpr std::array<HostType, 9> kTypes{{{"c5.large", {2048, 3840, kTasksPerHost}},
                                          {"m5.large", {2048, 7680, 10}},
                                          {"r5.large", {2048, 15'616, 10}},
                                          {"c5.xlarge", {4096, 7680, 20}},
                                          {"m5.xlarge", {4096, 15'616, 20}},
                                          {"r5.xlarge", {4096, 31'744, 20}},
                                          {"c5.2xlarge", {8192, 15'616, 40}},
                                          {"m5.2xlarge", {8192, 31'744, 40}},
                                          {"r5.2xlarge", {8192, 63'488, 40}}}};
constexpr std::size_t kServices = 200;

Host host_of(const HostType& type, std::size_t number) {
  const std::string zone{kZones[number % kZones.size()]};
  const std::string text = std::to_string(number);
  Host host;
  host.container_instance_id = "0123456789abcdef" + std::string(16 - text.size(), '0') + text;
  host.ec2_instance_id = "i-" + std::string(17 - text.size(), '0') + text;
  host.agent_version = "1.105.1";
  host.registered_at = std::chrono::sys_seconds{std::chrono::seconds{1'700'000'000 + number}};
  host.registered = type.registered;
  host.reserved = {{22, Protocol::kTcp},
                   {2375, Protocol::kTcp},
                   {2376, Protocol::kTcp},
                   {51678, Protocol::kTcp},
                   {51679, Protocol::kTcp}};
  host.attributes = {
      {"ecs.availability-zone", zone},
      {"ecs.vpc-id", "vpc-0123456789abcdef0"},
      {"ecs.subnet-id", "subnet-" + zone},
      {"ecs.instance-type", std::string(type.name)},
      {"ecs.ami-id", "ami-0123456789abcdef0"},
      {"ecs.os-type", "linux"},
      {"ecs.cpu-architecture", "x86_64"},
      {"ecs.awsvpc-trunk-id", "a6148e89-0416-415d-97e0-" + std::string(12 - text.size(), '0') + text},
      {"ecs.capability.task-eni", std::nullopt},
      {"ecs.capability.task-eni-trunking", std::nullopt},
      {"com.amazonaws.ecs.capability.docker-remote-api.1.18", std::nullopt}};
  return host;
}

Request request(const Plan& plan, std::size_t service) {
  Request result;
  result.demand.resources = {128, 256, 1};
  result.group = "service:web";
  if (plan.fleet == Fleet::kMixed) {
    const auto size = static_cast<std::int32_t>(service);
    result.demand.resources = {64 * (1 + size % 3), 128 * (1 + size % 7), 1};
    result.group = "service:" + std::to_string(service);
  }
  result.availability_zones.assign(kZones.begin(), kZones.end());
  result.vpc_id = "vpc-0123456789abcdef0";
  result.required_attributes = {{"ecs.capability.task-eni", std::nullopt},
                                {"com.amazonaws.ecs.capability.docker-remote-api.1.18", std::nullopt}};
  result.strategies = plan.strategies;
  return result;
}

std::vector<Request> requests(const Plan& plan) {
  std::vector<Request> result;
  for (std::size_t i = 0; i < (plan.fleet == Fleet::kMixed ? kServices : 1); ++i)
    result.push_back(request(plan, i));
  return result;
}

struct Measured {
  double ns_per_task = 0;
  double seconds = 0;
  double bytes_per_task = 0;  ///< on top of its host's
  double bytes_per_host = 0;
};

double per(std::size_t count, std::size_t after, std::size_t before) {
  return (static_cast<double>(after) - static_cast<double>(before)) / static_cast<double>(count);
}

/// One cluster, empty at first.
class Scene {
 public:
  Scene(Fleet fleet, std::size_t hosts) {
    trunks_.reserve(hosts);
    for (std::size_t i = 0; i < kZones.size(); ++i)
      zones_.emplace_back(static_cast<std::uint32_t>((10 + i) << 24));
    zone_of_.reserve(hosts);
    for (std::size_t i = 0; i < hosts; ++i) {
      const std::size_t type = fleet == Fleet::kMixed ? 1 + i / kZones.size() % (kTypes.size() - 1) : 0;
      const HostId id = cluster_.add(host_of(kTypes[type], i));
      if (static_cast<std::size_t>(id) != i) throw std::logic_error("host ids are expected to be dense");
      trunks_.emplace_back(vpc::kFirstVlanId, vpc::kVlanIds);
      zone_of_.push_back(static_cast<std::uint8_t>(i % kZones.size()));
    }
  }

  /// As ECS does, for up to ten tasks at a time: first a host for each, then an interface for each.
  /// @return  a number that depends on all that was given out
  std::uint64_t fill(const std::vector<Request>& requests, std::size_t tasks) {
    std::uint64_t sum = 0;
    std::array<std::size_t, kTasksPerCall> hosts{};
    for (std::size_t done = 0; done < tasks; done += hosts.size()) {
      const Request& request = requests[done / hosts.size() % requests.size()];
      for (std::size_t& host : hosts) {
        host = static_cast<std::size_t>(place(request));
        __builtin_prefetch(&trunks_[host], 1);
      }
      for (const std::size_t host : hosts)
        sum += *trunks_[host].take() + zones_[zone_of_[host]].take_address();
    }
    return sum;
  }

  bool is_full(const Request& request) {
    const Answer answer = cluster_.place(request, random_);
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal && refusal->closest && refusal->closest->reason == Reason::kEni;
  }

 private:
  HostId place(const Request& request) {
    const Answer answer = cluster_.place(request, random_);
    const auto* host = std::get_if<HostId>(&answer);
    if (!host) throw std::runtime_error("a task found no host");
    cluster_.commit(*host, request.group, request.demand);
    return *host;
  }

  Cluster cluster_;
  std::vector<vpc::NumberPool> trunks_;
  std::vector<Zone> zones_;
  std::vector<std::uint8_t> zone_of_;
  SeededRandom random_;
};

/// Fills `clusters` clusters one after the other.
Measured measure(const Plan& plan, std::size_t tasks, std::size_t clusters) {
  const std::vector<Request> wanted = requests(plan);
  Measured result;
  std::chrono::nanoseconds spent{};
  for (std::size_t i = 0; i < clusters; ++i) {
    malloc_trim(0);
    const std::size_t before = resident();
    Scene scene{plan.fleet, tasks / kTasksPerHost};
    const std::size_t with_hosts = resident();
    const auto begin = now();
    scene.fill(wanted, tasks);
    spent += now() - begin;
    result.bytes_per_task = per(tasks, resident(), with_hosts);
    result.bytes_per_host = per(tasks / kTasksPerHost, with_hosts, before);
    if (plan.fleet == Fleet::kAlike && !scene.is_full(wanted[0]))
      throw std::runtime_error("the cluster should be full");
  }
  result.seconds = std::chrono::duration<double>(spent).count() / static_cast<double>(clusters);
  result.ns_per_task = result.seconds * 1e9 / static_cast<double>(tasks);
  return result;
}

/// The best of some rounds over all sizes: what else the machine does makes a round longer, never shorter.
json::object measure(const Plan& plan) {
  std::array<Measured, kSizes.size()> best;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = kSizes.size();
         i-- > 0;) {  // The largest first: later ones find memory that was used before.
      const std::size_t clusters = std::max<std::size_t>(1, kTasksPerRound / kSizes[i]);
      const Measured measured = measure(plan, kSizes[i], clusters);
      if (round == 0) best[i] = measured;
      best[i].ns_per_task = std::min(best[i].ns_per_task, measured.ns_per_task);
      best[i].seconds = std::min(best[i].seconds, measured.seconds);
    }
  }
  json::object costs;
  for (std::size_t i = 0; i < kSizes.size(); ++i) {
    costs[std::to_string(kSizes[i])] = std::llround(best[i].ns_per_task);
    std::cerr << std::setw(20) << plan.name << std::setw(9) << kSizes[i] << " tasks " << std::fixed
              << std::setprecision(0) << std::setw(6) << best[i].ns_per_task << " ns each\n";
  }
  const auto [min, max] = std::ranges::minmax(best, {}, &Measured::ns_per_task);
  const double ratio = max.ns_per_task / min.ns_per_task;
  const Measured& last = best.back();
  std::cerr << std::setw(20) << ""
            << "  " << std::setprecision(2) << last.seconds << " s for the last (budget " << kBudgetSeconds
            << "), ratio " << ratio << " (budget " << kBudgetRatio << "), " << std::setprecision(0)
            << last.bytes_per_task << " bytes a task, " << last.bytes_per_host << " a host" << std::endl;
  return {{"ns_per_task", costs},
          {"ratio", std::round(ratio * 100) / 100},
          {"million_tasks_seconds", std::round(last.seconds * 1000) / 1000},
          {"bytes_per_task", std::llround(last.bytes_per_task)},
          {"bytes_per_host", std::llround(last.bytes_per_host)}};
}

}  // namespace
}  // namespace eni::bench

int main() {
  try {
    eni::json::object results;
    for (const auto& plan : eni::bench::plans()) results[std::string(plan.name)] = eni::bench::measure(plan);
    std::cout << eni::json::serialize(results) << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "placement_bench: " << error.what() << std::endl;
    return 1;
  }
}
