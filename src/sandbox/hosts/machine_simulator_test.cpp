#include "sandbox/hosts/machine_simulator.h"

#include <gtest/gtest.h>

#include "sandbox/hosts/tools/test_host.h"
#include "sandbox/store/ec2_instance_repository.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::string_view kJoined = "Registered container instance with cluster!";

class MachineSimulatorTest : public testing::Test {
 protected:
  MachineSimulatorTest() {
    auto& place = host_.sandbox.env.components[std::type_index(typeid(MachineSimulator))];
    place = std::make_unique<MachineSimulator>(host_.sandbox.env);
  }

  /// What EC2 has of the instance; nobody hears of it.
  void ec2_has(std::string_view state, std::string_view launch_time) {
    auto instance = *host_.store().get<Ec2Repository>().find("i-1");
    instance.document["instanceState"] = json::object{{"name", state}};
    instance.document["launchTime"] = launch_time;
    host_.store().get<Ec2Repository>().update(instance);
  }
  void hear(std::string_view state) {
    Event event{
        "aws.ec2", "EC2 Instance State-change Notification",  host_.machine.account, host_.machine.region,
        {},        {{"instance-id", "i-1"}, {"state", state}}};
    host_.sandbox.env.publish(std::move(event));
    host_.sandbox.scheduler.run();
  }
  /// How often the agent has joined the cluster.
  int times_joined() {
    const auto console = host_.store().get<Ec2InstanceRepository>().console("i-1");
    const std::string text = console ? console->output : "";
    int times = 0;
    for (auto at = text.find(kJoined); at != std::string::npos; at = text.find(kJoined, at + 1)) ++times;
    return times;
  }
  HostPhase phase() {
    const auto host = host_.store().get<HostRepository>().find("i-1");
    return host ? host->phase : HostPhase::kOff;
  }

  tools::TestHost host_;
};

TEST_F(MachineSimulatorTest, JoinsOnceForEachStart) {
  hear("pending");
  EXPECT_EQ(times_joined(), 0);
  hear("running");
  EXPECT_EQ(phase(), HostPhase::kJoined);
  hear("running");
  EXPECT_EQ(times_joined(), 1);
}

TEST_F(MachineSimulatorTest, IsOffWhileItsInstanceIsStopped) {
  hear("running");
  ec2_has("stopped", "2026-01-02T03:04:05.000Z");
  hear("stopping");
  EXPECT_EQ(phase(), HostPhase::kOff);
  ec2_has("running", "2026-01-02T04:00:00.000Z");
  hear("running");
  EXPECT_EQ(phase(), HostPhase::kJoined);
  EXPECT_EQ(times_joined(), 2);
}

/// What is heard late says where to look, not how things are.
TEST_F(MachineSimulatorTest, StartsAnewThoughTheInstanceRunsAgainWhenItsStopIsHeard) {
  hear("running");
  ec2_has("running", "2026-01-02T04:00:00.000Z");
  for (const char* state : {"stopping", "stopped", "pending", "running"}) hear(state);
  EXPECT_EQ(times_joined(), 2);
}

TEST_F(MachineSimulatorTest, GoesOnIfACallFailsThatHadSaidThatItStops) {
  hear("running");
  hear("stopping");
  EXPECT_EQ(phase(), HostPhase::kJoined);
  EXPECT_EQ(times_joined(), 1);
}

TEST_F(MachineSimulatorTest, StartsAnewAfterTheSandboxHas) {
  HostRecord joined;
  joined.instance = "i-1";
  joined.phase = HostPhase::kJoined;
  joined.is_booted = true;
  host_.store().get<HostRepository>().put(joined);
  hear("running");
  EXPECT_EQ(times_joined(), 1);
}

/// Hears what ECS would.
class Disconnections final : public Component {
 public:
  bool hears(const Event& event) const override { return event.detail_type == "ECS Agent Disconnected"; }
  void receive(const Event& event) override { instances.push_back(text_at(event.detail, "instance-id")); }
  std::vector<std::string> instances;
};

TEST_F(MachineSimulatorTest, DisconnectsItsAgentUntilItHasBooted) {
  auto& place = host_.sandbox.env.components[std::type_index(typeid(Disconnections))];
  place = std::make_unique<Disconnections>();
  auto& heard = static_cast<Disconnections&>(*place);
  hear("running");
  EXPECT_TRUE(heard.instances.empty());
  json::object items{{"items", json::array{json::object{{"instanceId", "i-1"}}}}};
  Event reboot{"aws.ec2", "AWS API Call via CloudTrail", host_.machine.account, host_.machine.region, {}, {}};
  reboot.detail = {{"eventName", "RebootInstances"},
                   {"requestParameters", json::object{{"instancesSet", std::move(items)}}}};
  host_.sandbox.env.publish(std::move(reboot));
  host_.sandbox.scheduler.run();
  EXPECT_EQ(heard.instances, std::vector<std::string>{"i-1"});
  EXPECT_EQ(times_joined(), 2);
}

}  // namespace
}  // namespace eni::sandbox::hosts
