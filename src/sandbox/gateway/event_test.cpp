#include "sandbox/gateway/event.h"

#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox {
namespace {

class Listener final : public Component {
 public:
  void receive(const Event& event) override { heard.push_back(event.detail_type); }
  std::vector<std::string> heard;
};

Event instance_is_running() {
  return {"aws.ec2",
          "EC2 Instance State-change Notification",
          aws::AccountId{"000000000000"},
          aws::Region{"eu-central-1"},
          {},
          {{"instance-id", "i-1"}, {"state", "running"}}};
}

TEST(Event, ReachesComponentsOnlyAfterTheRunningCallHasEnded) {
  TestSandbox sandbox{{}};
  auto owned = std::make_unique<Listener>();
  Listener& listener = *owned;
  sandbox.env.components.emplace(std::type_index(typeid(Listener)), std::move(owned));

  sandbox.env.publish(instance_is_running());
  EXPECT_TRUE(listener.heard.empty());
  sandbox.scheduler.run_ready();
  EXPECT_EQ(listener.heard, std::vector<std::string>{"EC2 Instance State-change Notification"});
}

}  // namespace
}  // namespace eni::sandbox
