#include "eni_trunking/stacks/deployment.h"

#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "eni_trunking/sandbox/embedded_sandbox.h"

namespace eni::command {
namespace {

/// A template of that many parameters, each a resource of two events.
std::string parameters_template(int count) {
  json::object resources;
  for (int i = 0; i < count; ++i) {
    resources["P" + std::to_string(i)] = {{"Type", "AWS::SSM::Parameter"},
                                          {"Properties", {{"Type", "String"}, {"Value", "x"}}}};
  }
  return json::serialize(json::object{{"Resources", std::move(resources)}});
}

class DeploymentTest : public testing::Test {
 protected:
  void start(std::vector<sandbox::FaultRule> faults = {}) {
    sandbox::SandboxOptions options;
    options.port = 0;
    options.faults = std::move(faults);
    sandbox_ = EmbeddedSandbox::start(options).value();
    client_.emplace(sandbox_->root_client(waiter_));
  }

  SystemWaiter waiter_;
  std::unique_ptr<EmbeddedSandbox> sandbox_;
  std::optional<client::AwsClient> client_;
};

TEST_F(DeploymentTest, TellsEachEventOnceOldestFirstHoweverManyPagesTheyTake) {
  start();
  Deployer deployer{*client_, [] {
                      std::this_thread::yield();
                      return true;
                    }};
  std::vector<StackEvent> told;
  const auto tell = [&](const StackEvent& event) { told.push_back(event); };
  ASSERT_EQ(deployer.deploy({"s", parameters_template(120), {}, {}}, tell)->status, "CREATE_COMPLETE");
  std::set<std::string> ids;
  int complete = 0;
  for (const StackEvent& event : told) {
    EXPECT_TRUE(ids.insert(event.id).second) << "told twice: " << event.logical_id;
    complete += event.type == "AWS::SSM::Parameter" && event.status == "CREATE_COMPLETE" ? 1 : 0;
  }
  EXPECT_EQ(complete, 120);
  EXPECT_EQ(told.back().logical_id + " " + told.back().status, "s CREATE_COMPLETE");
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_LE(told[i - 1].time, told[i].time);

  told.clear();
  ASSERT_EQ(deployer.deploy({"s", parameters_template(121), {}, {}}, tell)->status, "UPDATE_COMPLETE");
  for (const StackEvent& event : told)
    EXPECT_FALSE(ids.count(event.id)) << "of the deployment before: " << event.logical_id;
}

TEST_F(DeploymentTest, EndsWhenItsCallerHasWaitedLongEnough) {
  start({sandbox::FaultRule::parse("ssm:PutParameter=delay:3600").value()});
  int looks = 3;
  Deployer deployer{*client_, [&] { return --looks > 0; }};
  const auto ended = deployer.deploy({"s", parameters_template(1), {}, {}}, [](const StackEvent&) {});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().problem.message,
            "the stack is still in CREATE_IN_PROGRESS after the time to wait for it");
}

}  // namespace
}  // namespace eni::command
