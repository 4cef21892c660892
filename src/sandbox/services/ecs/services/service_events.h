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
std::string steady_state_event(std::string_view service);
std::string deployment_completed_event(std::string_view service, std::string_view deployment);
std::string deployment_failed_event(std::string_view service, std::string_view deployment);
std::string rolling_back_event(std::string_view service, std::string_view from, std::string_view to);
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
