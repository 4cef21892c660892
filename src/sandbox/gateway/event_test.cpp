#include "sandbox/gateway/event.h"

#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox {
namespace {

class Listener final : public Component {
 public:
  bool hears(const Event& event) const override { return event.source != "unheard"; }
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

TEST(Event, IsHeardByThoseWhoSaySo) {
  TestSandbox sandbox{{}};
  Event event = instance_is_running();
  EXPECT_FALSE(sandbox.env.is_heard(event));
  auto owned = std::make_unique<Listener>();
  Listener& listener = *owned;
  sandbox.env.components.emplace(std::type_index(typeid(Listener)), std::move(owned));
  EXPECT_TRUE(sandbox.env.is_heard(event));
  event.source = "unheard";
  EXPECT_FALSE(sandbox.env.is_heard(event));
  sandbox.env.publish(std::move(event));
  sandbox.scheduler.run_ready();
  EXPECT_TRUE(listener.heard.empty());
}

/// Fails as often as it is told, with what passes or with a defect, when it hears of a state.
class FailingListener final : public Component {
 public:
  FailingListener(std::string state, int times, bool passes)
      : state_{std::move(state)}, times_{times}, passes_{passes} {}
  bool hears(const Event&) const override { return true; }
  void receive(const Event& event) override {
    const std::string state = find_string(event.detail, "state").value_or("");
    if (state == state_ && times_-- > 0) {
      if (passes_) throw std::bad_alloc{};
      throw std::logic_error("a defect");
    }
    heard.push_back(state);
  }
  std::vector<std::string> heard;

 private:
  std::string state_;
  int times_;
  bool passes_;
};

struct OrderCase {
  std::string_view description;
  int failures;
  bool passes;
  std::vector<std::string> heard;
};

TEST(Event, KeepsItsPlaceInTheLineOfAComponentThatFailsForAWhile) {
  const OrderCase cases[] = {
      {"no failure", 0, true, {"stopping", "pending", "running"}},
      {"the disk is full for a moment", 3, true, {"stopping", "pending", "running"}},
      {"a defect of one event holds up no other", 3, false, {"pending", "running", "stopping"}},
  };
  for (const auto& [description, failures, passes, heard] : cases) {
    TestSandbox sandbox{{}};
    auto owned = std::make_unique<FailingListener>("stopping", failures, passes);
    FailingListener& failing = *owned;
    sandbox.env.components.emplace(std::type_index(typeid(FailingListener)), std::move(owned));
    auto other = std::make_unique<Listener>();
    Listener& listener = *other;
    sandbox.env.components.emplace(std::type_index(typeid(Listener)), std::move(other));
    for (const std::string_view state : {"stopping", "pending", "running"}) {
      Event event = instance_is_running();
      event.detail["state"] = state;
      sandbox.env.publish(std::move(event));
    }
    sandbox.scheduler.run_ready();
    EXPECT_EQ(listener.heard.size(), 3U) << description;
    sandbox.scheduler.run();
    EXPECT_EQ(failing.heard, heard) << description;
  }
}

}  // namespace
}  // namespace eni::sandbox
