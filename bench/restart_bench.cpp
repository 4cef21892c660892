/// How long ECS needs at a start to know again what is on the hosts: 100 000 container instances with 1 000 000 tasks in
/// SQLite. See bench.py.
///
/// The file is written by the repositories, closed, and opened anew as a start does. Measured is all from there until the
/// first task could be placed: opening, the tasks that were under way, hosts and tasks into the placement index.
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <time.h>

#include "base/json.h"
#include "base/random.h"
#include "placement/cluster.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "sandbox/store/ecs_task_repository.h"
#include "sandbox/store/store.h"

namespace eni::bench {
namespace {

using namespace sandbox;
using ecs_service::PlacementIndexes;
using ecs_service::TaskPlan;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kHosts = 100'000;
constexpr std::int64_t kTasksPerHost = 10;
constexpr std::int64_t kServices = 20;
constexpr int kRounds = 3;
constexpr double kBudgetSeconds = 2;
constexpr std::int64_t kCpu = 128, kMemory = 256;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Removed with all in it.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "eni-trunking-bench-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::unique_ptr<Store> open(const std::string& file) {
  auto store = Store::open(file);
  if (store.has_error()) throw std::runtime_error(to_string(store.error()));
  return *std::move(store);
}

std::string id(Random& random) { return random.text(32, kLowerHex); }

/// A c5.large with a trunk and ten tasks, with the attributes of a real agent.
EcsContainerInstance host(EcsClusterNumber cluster, std::int64_t number, Random& random) {
  EcsContainerInstance result;
  result.cluster = cluster;
  result.id = id(random);
  result.ec2_instance_id = "i-" + random.text(17, kLowerHex);
  result.instance_type = "c5.large";
  result.availability_zone = std::string("eu-central-1") + static_cast<char>('a' + number % 3);
  result.vpc_id = "vpc-0123456789abcdef0";
  result.subnet_id = "subnet-" + result.availability_zone;
  result.agent_version = "1.105.1";
  result.registered_at = 1'700'000'000'000 + number;
  result.registered = {2048, 3840, kTasksPerHost};
  result.remaining = {2048 - kTasksPerHost * kCpu, 3840 - kTasksPerHost * kMemory, 0};
  result.reserved_ports = {{22}, {2375}, {2376}, {51678}, {51679}};
  result.running_tasks = kTasksPerHost;
  result.attributes = {{"ecs.availability-zone", result.availability_zone},
                       {"ecs.vpc-id", result.vpc_id},
                       {"ecs.subnet-id", result.subnet_id},
                       {"ecs.instance-type", result.instance_type},
                       {"ecs.ami-id", "ami-0123456789abcdef0"},
                       {"ecs.os-type", "linux"},
                       {"ecs.cpu-architecture", "x86_64"},
                       {"ecs.awsvpc-trunk-id", random.uuid()}};
  for (const char* name : {"task-eni", "task-eni-trunking", "task-eia", "execution-role-awslogs",
                           "secrets.asm.environment-variables", "task-cpu-mem-limit",
                           "pid-ipc-namespace-sharing", "container-health-check", "efs", "aws-appmesh"}) {
    result.attributes.emplace("ecs.capability." + std::string(name), std::nullopt);
  }
  for (int minor = 17; minor <= 32; ++minor) {
    result.attributes.emplace("com.amazonaws.ecs.capability.docker-remote-api.1." + std::to_string(minor),
                              std::nullopt);
  }
  return result;
}

EcsTaskOrigin service(EcsClusterNumber cluster, std::int64_t number) {
  TaskPlan plan;
  plan.family = "web" + std::to_string(number);
  plan.group = "service:" + plan.family;
  plan.network_mode = "awsvpc";
  plan.task_definition_arn = "arn:aws:ecs:eu-central-1:000000000000:task-definition/" + plan.family + ":1";
  plan.demand.resources = {kCpu, kMemory, 1};
  return {{}, cluster, std::nullopt, plan.family, "ecs-svc/" + std::to_string(number), {}, 0, plan.to_json()};
}

EcsTask task(EcsTaskOriginNumber origin, const EcsContainerInstance& host, Random& random) {
  EcsTask result;
  result.id = id(random);
  result.origin = origin;
  result.cluster = host.cluster;
  result.host = host.number;
  result.last_status = EcsTaskStatus::kRunning;
  result.document = {{"createdAt", host.registered_at},
                     {"startedAt", host.registered_at},
                     {"version", 3},
                     {"attachment",
                      {{"id", random.uuid()},
                       {"subnetId", host.subnet_id},
                       {"networkInterfaceId", "eni-" + random.text(17, kLowerHex)},
                       {"macAddress", "06:1f:9e:3b:52:7a"},
                       {"privateIPv4Address", "10.0.12.34"}}}};
  return result;
}

/// One cluster: number 1.
void write(const std::string& file) {
  SeededRandom random;
  const auto store = open(file);
  sqlite::Transaction transaction{store->database()};
  EcsCluster cluster;
  cluster.account = "000000000000";
  cluster.region = "eu-central-1";
  cluster.name = "large";
  cluster.arn = "arn:aws:ecs:eu-central-1:000000000000:cluster/large";
  cluster = store->get<EcsClusterRepository>().insert(cluster);
  auto& tasks = store->get<EcsTaskRepository>();
  std::vector<EcsTaskOriginNumber> origins;
  for (std::int64_t i = 0; i < kServices; ++i)
    origins.push_back(tasks.insert_origin(service(cluster.number, i)).number);
  for (std::int64_t i = 0; i < kHosts; ++i) {
    auto& hosts = store->get<EcsContainerInstanceRepository>();
    const EcsContainerInstance made = hosts.insert(host(cluster.number, i, random));
    for (std::int64_t placed = 0; placed < kTasksPerHost; ++placed) {
      tasks.insert(task(origins[static_cast<std::size_t>(random.next() % kServices)], made, random));
    }
  }
  transaction.commit();
}

/// Processor time of this process: tells what a busy machine makes of it.
double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Restart {
  double cpu_seconds = 0;
  double open_seconds = 0;
  double index_seconds = 0;
  double all() const { return open_seconds + index_seconds; }
};

Restart restart(const std::string& file, EcsClusterNumber cluster) {
  const auto begin = Clock::now();
  const double cpu_begin = cpu_seconds();
  const auto store = open(file);
  if (!store->get<EcsTaskRepository>().under_way().empty()) throw std::logic_error("all tasks are RUNNING");
  Restart result;
  result.open_seconds = seconds_since(begin);
  const auto opened = Clock::now();
  PlacementIndexes indexes{*store};
  const placement::Cluster& index = indexes.index(cluster);
  result.index_seconds = seconds_since(opened);
  result.cpu_seconds = cpu_seconds() - cpu_begin;
  std::size_t tasks = 0;
  for (std::int64_t i = 0; i < kServices; ++i) tasks += index.tasks_of("service:web" + std::to_string(i));
  if (index.size() != kHosts || tasks != kHosts * kTasksPerHost)
    throw std::runtime_error("the index is not complete");
  return result;
}

void measure(const std::string& file) {
  const auto begin = Clock::now();
  if (!std::filesystem::exists(file)) write(file);
  const double written = seconds_since(begin);
  constexpr EcsClusterNumber cluster{1};
  Restart best = restart(file, cluster);
  for (int i = 1; i < kRounds; ++i) {
    const Restart again = restart(file, cluster);
    if (again.all() < best.all()) best = again;
  }
  const double megabytes = static_cast<double>(std::filesystem::file_size(file)) / 1e6;
  std::cerr << std::fixed << std::setprecision(2) << "  " << kHosts << " hosts and " << kHosts * kTasksPerHost
            << " tasks of " << kServices << " services: known again " << best.all()
            << " s after the start (budget " << kBudgetSeconds << "), of them " << best.index_seconds
            << " s for the index; " << std::setprecision(0) << megabytes << " MB, written in " << written
            << " s" << std::endl;
  const json::object result{{"restart_seconds", std::round(best.all() * 1000) / 1000},
                            {"index_seconds", std::round(best.index_seconds * 1000) / 1000},
                            {"cpu_seconds", std::round(best.cpu_seconds * 1000) / 1000},
                            {"state_megabytes", std::llround(megabytes)},
                            {"written_seconds", std::round(written * 10) / 10}};
  std::cout << json::serialize(result) << std::endl;
}

}  // namespace
}  // namespace eni::bench

/// restart_bench [FILE]: a FILE that is not there is written and kept.
int main(int argc, char** argv) {
  try {
    const eni::bench::Folder folder;
    eni::bench::measure(argc > 1 ? argv[1] : folder.path() / "state.db");
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "restart_bench: " << error.what() << std::endl;
    return 1;
  }
}
