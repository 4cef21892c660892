#pragma once
/// The network interface of an awsvpc task: on a host with a trunk a branch of it, with a VLAN id of its own, else an
/// interface attached to the host. Each step is stored before the next begins.
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
  struct Known;
  std::optional<Known> find(EcsTaskNumber task);
  /// Each takes the next step, unless it was taken before. @return  what is new of the attachment
  Task<ApiResult<json::object>> create(Known known);
  Task<ApiResult<json::object>> associate(Known known);
  Task<ApiResult<json::object>> attach_to_instance(Known known);
  /// Changes the task's attachment in the store; nothing if the task is gone, or nothing is new.
  void note(EcsTaskNumber task, const json::object& members);

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskAccounting& accounting_;
};

}  // namespace eni::sandbox::ecs_service
