/// The disk of the store is full from a write of a scenario on, until a while later; whoever was refused asks again. All
/// comes to the end it would have come to, and nothing is counted twice or not at all.
#include <functional>
#include <set>

#include "base/test_folder.h"
#include "sandbox/services/ecs/cluster_for_test.h"
#include "sandbox/store/ecs_service_repository.h"
#include "sqlite/failing_disk.h"

namespace eni::sandbox::ecs_service {
namespace {

using std::chrono::seconds;

class World final : private TestFolder, public ClusterTest {
 public:
  explicit World(sqlite::FailingDisk& disk) : ClusterTest{file("state.db")}, disk_{disk} {}

  /// Time passes; then there is room again, and once more time passes.
  void pass() {
    sandbox_.scheduler.advance(seconds{30});
    if (!disk_.was_full()) return;
    disk_.free();
    sandbox_.scheduler.advance(seconds{60});
  }
  /// The reply, or {"error": …}, also if the store has failed.
  json::object call(std::string_view operation, json::object params) {
    try {
      return ClusterTest::call(operation, std::move(params));
    } catch (const std::logic_error&) {
      return {{"error", "the store failed"}};
    }
  }
  /// Asks again while the disk is full.
  json::object ask(std::string_view operation, const json::object& params) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      json::object reply = call(operation, params);
      if (!reply.contains("error")) return reply;
      EXPECT_TRUE(disk_.was_full()) << operation << json::serialize(reply);
      pass();
    }
    ADD_FAILURE() << operation << " is refused though the disk has room";
    return {};
  }
  std::string run_task(json::object more) {
    json::object params{{"taskDefinition", "web"}, {"clientToken", "once"}};
    for (const auto& [name, value] : more) params[name] = value;
    const json::object reply = ask("RunTask", params);
    return as_text(find(reply, "tasks")->as_array().at(0).as_object().at("taskArn"));
  }
  /// "RUNNING" or "STOPPED TaskFailedToStart" of each.
  std::multiset<std::string> tasks() {
    std::multiset<std::string> out;
    for (const char* status : {"RUNNING", "STOPPED"}) {
      const json::object listed = call("ListTasks", {{"desiredStatus", status}});
      for (const json::value& arn : listed.at("taskArns").as_array()) {
        const json::object task = describe(as_text(arn));
        const std::string code = text(task, "stopCode");
        out.insert(text(task, "lastStatus") + (code.empty() ? "" : " " + code));
      }
    }
    return out;
  }
  /// What cluster and host count, against what there is.
  void expect_counted(const EcsContainerInstance& instance, std::int64_t running, std::int64_t interfaces) {
    const auto cluster = store<EcsClusterRepository>().find(cluster_.number).value();
    EXPECT_EQ(cluster.counts.running_tasks, running);
    EXPECT_EQ(cluster.counts.pending_tasks, 0);
    const EcsContainerInstance is = now(instance);
    EXPECT_EQ(is.running_tasks, running);
    EXPECT_EQ(is.pending_tasks, 0);
    EXPECT_EQ(is.remaining.interfaces, is.registered.interfaces - interfaces);
    EXPECT_EQ(is.remaining.cpu_units, is.registered.cpu_units - 64 * running);
    EXPECT_EQ(ec2().interfaces.size(), static_cast<std::size_t>(interfaces));
  }

  using ClusterTest::cluster_;
  using ClusterTest::define;
  using ClusterTest::ec2;
  using ClusterTest::host;
  using ClusterTest::network;
  using ClusterTest::now;
  using ClusterTest::sandbox_;
  using ClusterTest::store;

 private:
  void TestBody() override {}
  sqlite::FailingDisk& disk_;
};

/// Of what the scenario writes, each of the first and some of the later ones is once the first for which there is no room.
/// @param begin  what comes before
void at_each_write(const std::function<EcsContainerInstance(World&)>& begin,
                   const std::function<void(World&, const EcsContainerInstance&)>& scenario) {
  constexpr int kMoreThanThereAre = 1000;
  for (int writes = 0; writes < kMoreThanThereAre; writes += 1 + writes / 10) {
    SCOPED_TRACE("full after " + std::to_string(writes) + " writes");
    sqlite::FailingDisk disk;
    World world{disk};
    const EcsContainerInstance instance = begin(world);
    disk.fill_after(writes);
    scenario(world, instance);
    if (!disk.was_full() || testing::Test::HasFailure()) return;
  }
  FAIL() << "the scenario never ends";
}

EcsContainerInstance a_trunk(World& world) {
  world.define("awsvpc");
  return world.host("h1", 10, "eni-trunk");
}

TEST(FullDisk, TasksComeToTheirEnds) {
  at_each_write(a_trunk, [](World& world, const EcsContainerInstance& instance) {
    const json::object placed{{"networkConfiguration", World::network()}};
    const std::string first = world.run_task(placed);
    json::object other = placed;
    other["clientToken"] = "another";
    world.run_task(other);
    world.pass();
    world.ask("StopTask", {{"task", first}});
    world.pass();
    EXPECT_EQ(world.tasks(), (std::multiset<std::string>{"RUNNING", "STOPPED UserInitiated"}));
    world.expect_counted(instance, 1, 1);
  });
}

/// Of the service's deployment.
std::int64_t failed_tasks(World& world) {
  auto& services = world.store<EcsServiceRepository>();
  const auto numbers = services.living(std::nullopt);
  if (numbers.size() != 1) return -1;
  std::int64_t failed = 0;
  for (const EcsDeployment& deployment : services.deployments(numbers[0])) failed += deployment.failed_tasks;
  return failed;
}

TEST(FullDisk, ServicesCountWhatFailsOnce) {
  at_each_write(a_trunk, [](World& world, const EcsContainerInstance& instance) {
    world.ec2().errors["CreateNetworkInterface"] = "Broken";
    world.ask("CreateService", {{"serviceName", "web"},
                                {"taskDefinition", "web"},
                                {"desiredCount", 1},
                                {"networkConfiguration", World::network()}});
    world.pass();
    EXPECT_EQ(failed_tasks(world),
              static_cast<std::int64_t>(world.tasks().count("STOPPED TaskFailedToStart")));
    world.ec2().errors.clear();
    world.pass();
    world.sandbox_.scheduler.advance(std::chrono::minutes{16});
    const auto tasks = world.tasks();
    EXPECT_EQ(tasks.count("RUNNING"), 1U);
    EXPECT_EQ(tasks.count("STOPPED TaskFailedToStart"), tasks.size() - 1);
    EXPECT_EQ(failed_tasks(world), 0) << "one runs";
    world.expect_counted(instance, 1, 1);
  });
}

EcsContainerInstance a_running_task(World& world) {
  world.define("awsvpc");
  const EcsContainerInstance instance = world.host("h1", 10);
  world.run_task({{"networkConfiguration", World::network()}});
  world.pass();
  return instance;
}

/// What waits in memory until it is committed is written by the RELEASE alone.
TEST(FullDisk, ACallWhoseCommitFailsHasDoneNothing) {
  for (const bool stops_task : {true, false}) {
    sqlite::FailingDisk disk;
    World world{disk};
    const EcsContainerInstance instance = a_running_task(world);
    const std::string task = as_text(world.call("ListTasks", {}).at("taskArns").as_array().at(0));
    const json::object stop{{"task", task}};
    const json::object deregister{{"containerInstance", instance.id}, {"force", true}};
    const auto ask = [&] {
      return stops_task ? world.call("StopTask", stop)
                        : world.call("DeregisterContainerInstance", deregister);
    };
    disk.fill_after(0);
    EXPECT_TRUE(ask().contains("error"));
    world.sandbox_.scheduler.advance(seconds{30});
    disk.free();
    world.sandbox_.scheduler.advance(seconds{60});
    EXPECT_EQ(world.tasks(), std::multiset<std::string>{"RUNNING"});
    EXPECT_EQ(world.now(instance).status, EcsHostStatus::kActive);
    world.expect_counted(instance, 1, 1);
    EXPECT_FALSE(ask().contains("error"));
    world.pass();
    EXPECT_EQ(world.tasks(), std::multiset<std::string>{"STOPPED UserInitiated"});
    world.expect_counted(instance, 0, 0);
  }
}

TEST(FullDisk, AHostIsDeregisteredWithItsTasks) {
  at_each_write(a_running_task, [](World& world, const EcsContainerInstance& instance) {
    world.ask("DeregisterContainerInstance", {{"containerInstance", instance.id}, {"force", true}});
    world.pass();
    EXPECT_EQ(world.now(instance).status, EcsHostStatus::kInactive);
    EXPECT_EQ(world.tasks(), std::multiset<std::string>{"STOPPED UserInitiated"});
    world.expect_counted(instance, 0, 0);
  });
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
