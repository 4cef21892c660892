/// Tasks.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/tasks/operations.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/find_host.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/start_input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::string_view kEc2Only =
    "containers run with `sandbox --run auto`; without it a task stays RUNNING until it is stopped; the "
    "launch types "
    "FARGATE and EXTERNAL, Fargate's capacity providers and volume configurations are refused by "
    "name";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"DescribeTasks",
     task_access,
     describe_tasks,
     "cluster tasks include",
     {.differences = "containers that do not run have no exit code, runtime id or image digest"}},
    {"ExecuteCommand",
     execute_command_access,
     execute_command,
     "cluster container command interactive task",
     {.differences = "the session's WebSocket is on 127.0.0.1 without TLS; it is not resumed after it has "
                     "broken off, and not "
                     "logged; the permissions of the task's role for ssmmessages are not asked for"}},
    {"GetTaskProtection", task_access, get_task_protection, "cluster tasks"},
    {"ListTasks",
     host_access,
     list_tasks,
     "cluster containerInstance family nextToken maxResults startedBy serviceName desiredStatus launchType",
     {.differences = "startedBy may be combined with other filters"}},
    {"RunTask",
     run_access,
     run_task,
     "cluster capacityProviderStrategy{capacityProvider weight base} count enableECSManagedTags "
     "enableExecuteCommand group launchType networkConfiguration "
     "overrides{containerOverrides{name command environment environmentFiles cpu memory memoryReservation} "
     "cpu memory executionRoleArn taskRoleArn} placementConstraints placementStrategy platformVersion "
     "propagateTags "
     "startedBy tags "
     "taskDefinition clientToken",
     {.ignores = "referenceId", .differences = kEc2Only}},
    {"StartTask",
     start_access,
     start_task,
     "cluster containerInstances enableECSManagedTags enableExecuteCommand group networkConfiguration "
     "overrides{containerOverrides{name command environment environmentFiles cpu memory memoryReservation} "
     "cpu memory executionRoleArn taskRoleArn} propagateTags startedBy tags taskDefinition",
     {.ignores = "referenceId", .differences = kEc2Only}},
    {"StopTask", task_access, stop_task, "cluster task reason"},
    {"UpdateTaskProtection", task_access, update_task_protection,
     "cluster tasks protectionEnabled expiresInMinutes"},
};

}  // namespace

constinit const std::span<const Operation> kTaskOperations{kRows};

}  // namespace eni::sandbox::ecs_service
