#pragma once
/// How instances go from state to state: pending to running, stopping to stopped, shutting-down to terminated, and an hour
/// later into oblivion. Each step is a row in the store, so it is taken after a restart, too.
#include <string>
#include <string_view>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ec2/instances/instance.h"

namespace eni::sandbox::ec2_service {

class InstanceLifecycle final : public Component {
 public:
  explicit InstanceLifecycle(Environment& environment)
      : env_{environment}, steps_{environment, "step of an instance", [this](Due due) {
                                    return go_on(std::move(due));
                                  }} {}

  void start() override;

  /// Writes `instance` with its new state, tells of it, and sees to what follows.
  void enter(Ec2Resource& instance, InstanceState state);

 private:
  void schedule(const std::string& id, TimePoint due);
  /// An instance's id, and when its step was due.
  using Due = std::pair<std::string, TimePoint>;
  Task<void> go_on(Due step);
  void publish(const Ec2Resource& instance, InstanceState state);
  void take_apart(Ec2Resource& instance);
  void forget(const Ec2Resource& instance);

  Environment& env_;
  BackgroundWork<Due> steps_;
};

}  // namespace eni::sandbox::ec2_service
