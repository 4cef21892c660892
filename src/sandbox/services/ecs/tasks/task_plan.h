#pragma once
/// What tasks that are started together have in common: a task definition with the overrides of a call or a service,
/// and what that means for placement. Kept as the document of their origin.
#include <optional>
#include <string>
#include <vector>

#include "aws/api_error.h"
#include "base/json.h"
#include "placement/request.h"
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/ecs_task_definition_repository.h"

namespace eni::sandbox::ecs_service {

/// networkConfiguration.awsvpcConfiguration, and where its subnets lie.
struct TaskNetwork {
  struct Subnet {
    std::string id;
    std::string availability_zone;
    bool has_ipv6 = false;
  };
  std::vector<Subnet> subnets;               ///< 1 to 16, of one VPC
  std::vector<std::string> security_groups;  ///< at most 5; none: the VPC's default group
  std::string vpc_id;
  /// Whether tasks get an IPv6 address as well, where their subnet has such: the account setting dualStackIPv6 of whoever made
  /// the call, as it was then.
  bool is_dual_stack = false;

  /// Whether tasks in one of its subnets get an IPv6 address, if their host's agent knows how; nothing if there is none to have.
  std::optional<bool> wants_ipv6(std::string_view subnet) const;
  std::vector<std::string> zones() const;
  /// The subnets of a zone.
  std::vector<std::string> subnets_in(std::string_view availability_zone) const;
  /// As on the wire.
  json::object wire() const;
};

struct TaskPlan {
  std::string task_definition_arn;
  std::string family;
  std::string network_mode;    ///< "awsvpc", "bridge", "host", "none"
  std::string group;           ///< "family:web", "service:web", or the caller's own
  EcsServiceNumber service{};  ///< none for tasks of no service. Not in the document
  std::string started_by;      ///< "" if nobody said
  std::string cpu;             ///< of the whole task as DescribeTasks shows them: units and MiB
  std::string memory;
  json::array
      containers;  ///< of the definition, overridden: name, image, cpu, memory, memoryReservation, portMappings
  json::object overrides;                ///< as DescribeTasks shows them
  std::optional<TaskNetwork> network;    ///< of awsvpc tasks
  bool enables_execute_command = false;  ///< ECS Exec
  json::array load_balancers;  ///< of a service: targetGroupArn, containerName, containerPort, as on the wire
  json::array
      service_registries;  ///< of a service: registryArn, port, containerName, containerPort, as on the wire
  placement::Demand demand;
  std::vector<placement::Attribute>
      required_attributes;  ///< the definition's requiresAttributes, and those of its runtimePlatform
  json::array strategy;     ///< of capacity providers, as on the wire; empty for the launch type EC2
  json::object
      placement_members;  ///< RunTask's placementConstraints and placementStrategy; a service has its own
  std::vector<std::string> member_of;  ///< the definition's constraints of that type: expressions

  bool has_own_interface() const { return network_mode == "awsvpc"; }
  /// Whether others are told where its tasks are reached.
  bool has_targets() const { return !load_balancers.empty() || !service_registries.empty(); }
  json::object to_json() const;
  static TaskPlan from_json(const json::object& document);
};

/// @param overrides  as RunTask takes them; may be empty
/// @error  InvalidParameterException for an override of a container that the definition does not have, or of a kind
///         that the sandbox does not know
aws::ApiResult<TaskPlan> plan_task(const EcsTaskDefinition& definition, const json::object& overrides,
                                   std::string group);

}  // namespace eni::sandbox::ecs_service
