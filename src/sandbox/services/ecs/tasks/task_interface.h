#pragma once
/// The network interface of an awsvpc task: on a host with a trunk a branch of it, with a VLAN id of its own, else an
/// interface attached to the host. Made and taken away by calls to EC2 as ECS's service-linked role.
///
/// Each step is stored before the next begins, and EC2 is called with a client token, so that a sandbox that was
/// killed in between goes on where it stopped.
/// Source: Amazon ECS Developer Guide, "Increasing Amazon ECS Linux container instance network interfaces".
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_accounting.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

/// The member `attachment` of a task's document:
/// {id, status, subnetId, networkInterfaceId, macAddress, privateIPv4Address, ipv6Address, privateDnsName,
///  trunkAssociationId | eniAttachmentId}; id, status and subnetId from the beginning.
json::object new_attachment(Random& random, std::string_view subnet);
json::object* attachment_of(EcsTask& task);
const json::object* attachment_of(const EcsTask& task);

class TaskInterfaces {
 public:
  TaskInterfaces(Environment& env, PlacementIndexes& indexes, TaskAccounting& accounting)
      : env_{env}, indexes_{indexes}, accounting_{accounting} {}

  /// Makes the task's interface and attaches it.
  /// @error  the message is the task's stoppedReason, in ECS's words
  Task<ApiResult<void>> attach(EcsTaskNumber task);
  /// Detaches and deletes what there is of it.
  Task<void> detach(EcsTaskNumber task);

 private:
  struct Place;
  std::optional<Place> place_of_task(EcsTaskNumber task);
  Task<ApiResult<json::object>> ec2(const Place& place, std::string operation, json::object params);
  Task<ApiResult<void>> create(EcsTaskNumber task);
  Task<ApiResult<void>> associate(EcsTaskNumber task, std::string trunk);
  Task<ApiResult<void>> attach_to_instance(EcsTaskNumber task);
  Task<ApiResult<void>> attachment_in_ec2(EcsTaskNumber task);
  /// One attempt to detach and delete the interface. @return  whether it is gone
  Task<bool> release(const Place& place);
  /// Changes the task's attachment in the store; nothing if the task is gone.
  void note(EcsTaskNumber task, const json::object& members, std::optional<std::int64_t> slot = std::nullopt);

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskAccounting& accounting_;
};

}  // namespace eni::sandbox::ecs_service
