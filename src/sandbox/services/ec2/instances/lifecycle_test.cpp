#include "sandbox/services/ec2/instances/lifecycle.h"

#include <gtest/gtest.h>

#include "machine_images/machine_images.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Writes down what EC2 says of instances.
class Listener final : public Component {
 public:
  bool hears(const Event&) const override { return true; }
  void receive(const Event& event) override {
    if (event.detail_type == "EC2 Instance State-change Notification")
      states.push_back(as_text(event.detail.at("state")));
  }
  std::vector<std::string> states;
};

const Service* const kServices[] = {&kService};

class LifecycleTest : public testing::Test {
 protected:
  LifecycleTest() {
    auto listener = std::make_unique<Listener>();
    listener_ = listener.get();
    sandbox_.env.components.emplace(typeid(Listener), std::move(listener));
    sandbox_.settings.pace = Settings::Pace::kAws;
  }

  ApiResult<Reply> call(std::string_view operation, json::object params) {
    std::optional<ApiResult<Reply>> result;
    sandbox_.gateway.spawn(keep(sandbox_.gateway.call(Principal::root(aws::AccountId{"000000000000"}),
                                                      sandbox_.region, "ec2", operation, std::move(params)),
                                result));
    return result.value();  // Nothing of it waits.
  }
  static Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }

  std::string launch() {
    const auto* image = machine_images::find_image_by_name("al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64");
    json::object params{{"ImageId", image_id(*image, sandbox_.region.value)},
                        {"InstanceType", "c5.large"},
                        {"MinCount", 1},
                        {"MaxCount", 1}};
    return as_text(call("RunInstances", std::move(params))->value.at("instancesSet").at(0).at("instanceId"));
  }
  void change(std::string_view operation, const std::string& id) {
    ASSERT_TRUE(call(operation, {{"InstanceId", json::array{json::value(id)}}}).has_value());
  }
  /// "" for an instance that is forgotten.
  std::string state(const std::string& id) {
    const auto instance = sandbox_.env.store.get<Ec2Repository>().find(id);
    return instance ? std::string(to_string(state_of(*instance))) : std::string{};
  }

  TestSandbox sandbox_{kServices};
  Listener* listener_ = nullptr;
};

TEST_F(LifecycleTest, StatesFollowEachOtherInTheirTime) {
  const std::string id = launch();
  EXPECT_EQ(state(id), "pending");
  sandbox_.scheduler.advance(seconds{11});
  EXPECT_EQ(state(id), "pending");
  sandbox_.scheduler.advance(seconds{2});
  EXPECT_EQ(state(id), "running");
  sandbox_.scheduler.advance(minutes{600});
  EXPECT_EQ(state(id), "running");
  change("TerminateInstances", id);
  EXPECT_EQ(state(id), "shutting-down");
  sandbox_.scheduler.advance(minutes{1});
  EXPECT_EQ(state(id), "terminated");
  EXPECT_EQ(listener_->states,
            (std::vector<std::string>{"pending", "running", "shutting-down", "terminated"}));
}

TEST_F(LifecycleTest, TerminatedOnesAreForgottenAfterAnHour) {
  const std::string id = launch();
  change("TerminateInstances", id);
  sandbox_.scheduler.advance(minutes{60});
  EXPECT_EQ(state(id), "terminated");
  sandbox_.scheduler.advance(minutes{1});
  EXPECT_EQ(state(id), "");
}

TEST_F(LifecycleTest, AStepThatAnotherOvertookIsNotTaken) {
  const std::string id = launch();
  sandbox_.scheduler.advance(seconds{1});
  change("TerminateInstances", id);
  sandbox_.scheduler.advance(seconds{12});  // When it would have been running.
  EXPECT_EQ(state(id), "shutting-down");
}

TEST_F(LifecycleTest, AStepIsTakenUpAfterARestart) {
  const std::string id = launch();
  // The timers of a former run are gone; the rows are not.
  sandbox_.env.component<InstanceLifecycle>().start();
  sandbox_.scheduler.advance(seconds{13});
  EXPECT_EQ(state(id), "running");
  EXPECT_EQ(listener_->states, (std::vector<std::string>{"pending", "running"}));
}

TEST_F(LifecycleTest, NothingHappensToAFailedLaunch) {
  const auto failed =
      call("RunInstances", {{"ImageId", "ami-00000000000000001"}, {"MinCount", 1}, {"MaxCount", 1}});
  EXPECT_EQ(failed.error().code, "InvalidAMIID.NotFound");
  sandbox_.scheduler.advance(minutes{1});
  EXPECT_TRUE(listener_->states.empty());
}

}  // namespace
}  // namespace eni::sandbox::ec2_service
