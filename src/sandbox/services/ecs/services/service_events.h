#pragma once
/// What a service tells of itself: its events in ECS's words, and the same as EventBridge's events.
/// Source: Amazon ECS Developer Guide, "Service event messages", "Amazon ECS service action events", "Amazon ECS service
/// deployment state change events", "Amazon ECS Availability Zone service rebalancing service event messages"; real events that users
/// published, which begin with "(service NAME)" where the guide writes "service (NAME)" or "NAME".
#include <map>
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
/// "(service web) stopped 2 pending tasks."
std::string stopped_pending_event(std::string_view service, std::size_t tasks);
/// "(service web) registered 1 targets in (target-group arn:…)"
std::string registered_event(std::string_view service, std::string_view target_group);
std::string deregistered_event(std::string_view service, std::string_view target_group);
/// "(service web) has begun draining connections on 1 tasks."
std::string draining_event(std::string_view service);
/// "(service web) (task a) (port 80) is unhealthy in (target-group arn:…) due to (reason Request timed out)."
/// @param where  "(task a)", "(instance i-1)"
std::string unhealthy_event(std::string_view service, std::string_view where, std::int64_t port,
                            std::string_view target_group, std::string_view reason);
/// "(service web) (task a) failed container health checks."
std::string failed_health_checks_event(std::string_view service, std::string_view task);
/// "(service web) task set (ecs-svc/1) (task a) is not healthy in target-group (arn:…) due to TARGET GROUP IS NOT FOUND."
/// @param what  is not found: "TARGET GROUP", "TARGET"
std::string not_found_event(std::string_view service, std::string_view deployment, std::string_view task,
                            std::string_view target_group, std::string_view what);
std::string steady_state_event(std::string_view service);
std::string deployment_completed_event(std::string_view service, std::string_view deployment);
std::string deployment_failed_event(std::string_view service, std::string_view deployment);
/// "… deployment failed: alarm detected."
std::string alarm_detected_event(std::string_view service, std::string_view deployment);
/// "(service web) rolling back to deployment ecs-svc/1."
/// @param to  the deployment that brings the service back, which later is the one that is completed
std::string rolling_back_event(std::string_view service, std::string_view to);
/// As many tasks of the cluster as may wait for instances of capacity providers do.
std::string too_many_waiting_event(std::string_view service);
/// "… is unable to consistently start tasks successfully. …"
std::string start_impaired_event(std::string_view service);
/// A task has waited in vain for an instance of its capacity provider.
/// @param reason  its stoppedReason: "TaskFailedToStart: RESOURCE:ENI"
std::string not_placed_event(std::string_view service, std::string_view reason);
/// Too few may stop, and too many are there for another one to start.
std::string blocked_deployment_event(std::string_view service);
/// Tasks that are protected from scale-in are more than are wanted.
std::string protected_tasks_event(std::string_view service, std::string_view deployment);

// ---- balance of zones

/// Tasks by Availability Zone.
using ZoneCounts = std::map<std::string, std::size_t>;
/// "(service web) is not AZ balanced with 3 tasks in eu-central-1a and 1 in eu-central-1b. AZ Rebalancing in progress."
std::string unbalanced_event(std::string_view service, const ZoneCounts& zones);
/// "(service web) is AZ balanced with 2 tasks in eu-central-1a and 2 tasks in eu-central-1b."
std::string balanced_event(std::string_view service, const ZoneCounts& zones);
/// "(service web) has started 1 tasks in eu-central-1b to AZ Rebalance: (task a)."
std::string started_in_zone_event(std::string_view service, std::string_view zone,
                                  const std::vector<std::string>& task_ids);
/// "(service web) has stopped 1 running tasks in eu-central-1a due to AZ rebalancing: (task a)."
std::string stopped_in_zone_event(std::string_view service, std::string_view zone,
                                  const std::vector<std::string>& task_ids);
/// "(service web) is unable to place a task in eu-central-1b because no container instance met all of its requirements."
std::string zone_is_full_event(std::string_view service, std::string_view zone);

class ServiceEvents {
 public:
  ServiceEvents(Environment& env, const EcsCluster& cluster, const EcsService& service)
      : env_{env}, cluster_{cluster}, service_{service} {}

  /// Adds to the service's events.
  void add(std::string message) const;
  /// "ECS Service Action". @param type  "INFO", "WARN", "ERROR"  @param reason  "" if the event has none
  void publish_action(std::string_view type, std::string_view name, std::string_view reason = {}) const;
  /// The same of capacity providers, which it names.
  void publish_of_providers(std::string_view type, std::string_view name,
                            const std::vector<std::string>& providers, std::string_view reason = {}) const;
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
