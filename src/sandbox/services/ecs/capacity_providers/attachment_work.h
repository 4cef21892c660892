#pragma once
/// Makes and deletes what ECS has on Auto Scaling groups: scaling policies and lifecycle hooks. What is due is in the store, so
/// a restart goes on where the last run was killed; Auto Scaling takes the same policy and hook by name again.
#include <functional>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"

namespace eni::sandbox::ecs_service {

class AttachmentWork {
 public:
  explicit AttachmentWork(Environment& env)
      : env_{env}, working_{env, "attachment of a capacity provider", [this](std::int64_t attachment) {
                              return work(attachment);
                            }} {}

  /// A policy was made or has new values. Set once, before the first is due.
  std::function<void(EcsClusterNumber, EcsCapacityProviderNumber)> on_policy;

  /// Sees to all that are due, once the running call has ended.
  void take_up_due();

 private:
  Task<void> work(std::int64_t number);
  Task<ApiResult<json::object>> make(EcsCapacityAttachment attachment, EcsCapacityProvider provider,
                                     std::string cluster_name);
  /// @return  whether it is gone
  Task<bool> remove(EcsCapacityAttachment attachment, std::string account, std::string region);
  void made(std::int64_t number, bool has_failed);
  /// UpdateCapacityProvider has come to its end, unless others are still due.
  void end_update(EcsCapacityProviderNumber number, bool has_failed);

  Environment& env_;
  BackgroundWork<std::int64_t> working_;
};

}  // namespace eni::sandbox::ecs_service
