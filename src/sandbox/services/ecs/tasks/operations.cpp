/// Tasks.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/tasks/operations.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/start_input.h"

namespace eni::sandbox::ecs_service {
namespace {

Access list_access(const Call& call) {
  Access access;
  add_cluster_key(access, call);
  return access;
}

constexpr std::string_view kEc2Only =
    "containers are not run: a task stays RUNNING until it is stopped; the launch type EC2 only, other "
    "launch types, "
    "capacity providers, ECS Exec and volume configurations are refused by name";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource, run, differences
    {"DescribeTasks",
     "ecs:DescribeTasks",
     task_access,
     describe_tasks,
     {},
     "containers have no exit code, runtime id or image digest"},
    {"GetTaskProtection", "ecs:GetTaskProtection", task_access, get_task_protection},
    {"ListTasks",
     "ecs:ListTasks",
     list_access,
     list_tasks,
     {},
     "startedBy may be combined with other filters"},
    {"RunTask", "ecs:RunTask", start_access, run_task, {}, kEc2Only},
    {"StartTask", "ecs:StartTask", start_access, start_task, {}, kEc2Only},
    {"StopTask", "ecs:StopTask", task_access, stop_task},
    {"UpdateTaskProtection", "ecs:UpdateTaskProtection", task_access, update_task_protection},
};

}  // namespace

constinit const std::span<const Operation> kTaskOperations{kRows};

}  // namespace eni::sandbox::ecs_service
