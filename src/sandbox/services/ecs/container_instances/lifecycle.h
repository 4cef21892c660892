#pragma once
/// What happens to container instances between calls: trunks are made and taken away, EC2 instances stop and end.
///
///   register -> REGISTERING -> ACTIVE <-> DRAINING -> DEREGISTERING -> INACTIVE
///               (trunk)     -> REGISTRATION_FAILED  -> (trunk)
///
/// A host without a trunk is ACTIVE at once, and INACTIVE at once. Each step is in the store before the next is taken.
/// Source: Amazon ECS Developer Guide, "Increasing Amazon ECS Linux container instance network interfaces".
#include <functional>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/container_instances/find_host.h"

namespace eni::sandbox::ecs_service {

class ContainerInstanceLifecycle {
 public:
  explicit ContainerInstanceLifecycle(Environment& env)
      : env_{env},
        lives_{env, "life of a container instance",
               [this](EcsContainerInstanceNumber number) { return live(number); }},
        looks_{env, "look at an EC2 instance",
               [this](EcsContainerInstanceNumber number) { return look_after(number); }} {}

  /// Goes on with what a former run left unfinished: REGISTERING and DEREGISTERING ones, and EC2 instances that ended.
  void start();
  /// "EC2 Instance State-change Notification"
  void receive(const Event& event);

  /// The instance of a container instance has stopped or terminated: its tasks are gone, even if it runs again by now. Called in the
  /// transaction in which the container instance changes.
  std::function<void(const EcsContainerInstance& instance, std::string_view ending)> on_end;

  /// Sees to a container instance that is REGISTERING or DEREGISTERING, once the running call has ended.
  void go_on(EcsContainerInstanceNumber number) { lives_.begin(number); }
  /// Begins to take it away, whatever its status: DEREGISTERING while it has a trunk, else INACTIVE.
  void deregister(Host& host);

 private:
  Task<void> live(EcsContainerInstanceNumber number);
  Task<void> make_trunk(EcsContainerInstanceNumber number);
  Task<void> remove_trunk(EcsContainerInstanceNumber number);
  /// Asks EC2 what has become of the instance: a stopped one has no agent and no tasks, a terminated one leaves the cluster.
  Task<void> look_after(EcsContainerInstanceNumber number);
  /// The agent has ended though its machine goes on.
  void disconnect(EcsContainerInstanceNumber number);
  void fail(EcsContainerInstanceNumber number, const std::string& reason);
  /// Changes the members of the host's trunk in the store. @return  whether the host still has the status
  bool note_trunk(EcsContainerInstanceNumber number, const json::object& members);
  void finish_registration(EcsContainerInstanceNumber number);

  Environment& env_;
  BackgroundWork<EcsContainerInstanceNumber> lives_;
  BackgroundWork<EcsContainerInstanceNumber> looks_;
};

}  // namespace eni::sandbox::ecs_service
