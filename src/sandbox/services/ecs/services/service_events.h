#pragma once
/// What a service tells of itself: its events in ECS's words, and the same as EventBridge's events.
/// Source: Amazon ECS Developer Guide, "Service event messages", "Amazon ECS service action events", "Amazon ECS service
/// deployment state change events".
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

/// "(service web) has started 2 tasks: (task a) (task b)."
std::string started_event(std::string_view service, const std::vector<std::string>& task_ids);
/// "(service web) has stopped 1 running tasks: (task a)."
std::string stopped_event(std::string_view service, const std::vector<std::string>& task_ids);
/// "(service web) registered 1 targets in (target-group arn:…)"
std::string registered_event(std::string_view service, std::string_view target_group);
std::string deregistered_event(std::string_view service, std::string_view target_group);
/// "(service web) has begun draining connections on 1 tasks."
std::string draining_event(std::string_view service);
/// "(service web) (task a) (port 80) is unhealthy in (target-group arn:…) due to (reason Request timed out)."
/// @param where  "(task a)", "(instance i-1)"
std::string unhealthy_event(std::string_view service, std::string_view where, std::int64_t port,
                            std::string_view target_group, std::string_view reason);
/// "(service web) task set (ecs-svc/1) (task a) is not healthy in target-group (arn:…) due to TARGET GROUP IS NOT FOUND."
std::string no_target_group_event(std::string_view service, std::string_view deployment,
                                  std::string_view task, std::string_view target_group);
std::string steady_state_event(std::string_view service);
std::string deployment_completed_event(std::string_view service, std::string_view deployment);
std::string deployment_failed_event(std::string_view service, std::string_view deployment);
/// "… deployment failed: alarm detected."
std::string alarm_detected_event(std::string_view service, std::string_view deployment);
std::string rolling_back_event(std::string_view service, std::string_view from, std::string_view to);
/// As many tasks of the cluster as may wait for instances of capacity providers do.
std::string too_many_waiting_event(std::string_view service);
/// "… is unable to consistently start tasks successfully. …"
std::string start_impaired_event(std::string_view service);

class ServiceEvents {
 public:
  ServiceEvents(Environment& env, const EcsCluster& cluster, const EcsService& service)
      : env_{env}, cluster_{cluster}, service_{service} {}

  /// Adds to the service's events.
  void add(std::string message) const;
  /// "ECS Service Action". @param type  "INFO", "WARN", "ERROR"  @param reason  "" if the event has none
  void publish_action(std::string_view type, std::string_view name, std::string_view reason = {}) const;
  /// "ECS Deployment State Change"
  void publish_deployment(std::string_view type, std::string_view name, const EcsDeployment& deployment,
                          std::string_view reason) const;

 private:
  void publish(std::string detail_type, json::object detail) const;

  Environment& env_;
  const EcsCluster& cluster_;
  const EcsService& service_;
};

}  // namespace eni::sandbox::ecs_service
