#include "sandbox/services/ecs/tasks/start_input.h"

#include "sandbox/services/ecs/capacity_providers/strategy_input.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/condition_keys.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/task_definitions/find_task_definition.h"
#include "sandbox/services/ecs/tasks/task_network.h"
#include "sandbox/services/ecs/tasks/task_value.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxStartedBy = 128;

bool runs_on_ec2(const EcsTaskDefinition& definition) {
  const auto compatibilities = texts_at(definition.document, "compatibilities");
  return compatibilities.empty() || contains(compatibilities, "EC2");
}

const json::object& overrides_of(const Call& call) { return structure(call, "overrides"); }

ApiResult<std::string> read_group(const Call& call, const std::string& family) {
  const auto group = call.params.text("group");
  if (!group || group->empty()) return "family:" + family;
  if (group->starts_with("service:")) return aws::invalid_parameter("Invalid namespace for group.");
  return *group;
}

ApiResult<std::string> read_started_by(const Call& call) {
  std::string text = call.params.text_or("startedBy", "");
  if (text.size() > kMaxStartedBy) {
    return aws::invalid_parameter("startedBy can have at most " + std::to_string(kMaxStartedBy) +
                                  " characters.");
  }
  return text;
}

/// The call's tags, those of the task definition if asked for, and those that ECS adds.
ApiResult<EcsTags> read_task_tags(const Call& call, const EcsCluster& cluster,
                                  const std::string& definition_arn, StartedBy started_by) {
  const std::string propagate = call.params.text_or("propagateTags", "");
  if (propagate == "SERVICE")
    return aws::invalid_parameter("propagateTags SERVICE is for tasks that a service starts.");
  ENI_TRY(EcsTags tags, read_tags(call));
  const std::string_view action = started_by == StartedBy::kRunTask ? "RunTask" : "StartTask";
  ENI_CHECK(may_tag_on_create(call, tags, arn_in_cluster(cluster, "task", "*"), action));
  if (propagate == "TASK_DEFINITION") tags.merge(call.store<EcsTagRepository>().tags(definition_arn));
  if (flag(call, "enableECSManagedTags")) tags["aws:ecs:clusterName"] = cluster.name;
  return tags;
}

}  // namespace

ApiResult<EcsTaskDefinition> find_runnable(const Call& call, const std::string& text) {
  auto definition = find_task_definition(call, text);
  if (!definition) return client_exception("TaskDefinition not found.");
  if (definition->status != EcsTaskDefinitionStatus::kActive)
    return client_exception("TaskDefinition is inactive");
  if (!runs_on_ec2(*definition))
    return aws::invalid_parameter("Task definition does not support launch_type EC2.");
  return *std::move(definition);
}

ApiResult<void> may_pass_roles(const Call& call, const EcsTaskDefinition& definition,
                               const json::object& overrides) {
  for (const std::string_view member : {"taskRoleArn", "executionRoleArn"}) {
    const auto given = find_string(overrides, member);
    const std::string role = given ? *given : text_at(definition.document, member);
    if (!role.empty())
      ENI_CHECK(call.require("iam:PassRole", role, {{"iam:PassedToService", "ecs-tasks.amazonaws.com"}}));
  }
  return {};
}

ApiResult<void> check_launch_type(const Call& call) {
  if (!call.params.text_or("platformVersion", "").empty()) {
    return aws::invalid_parameter("The platform version must be null when specifying an EC2 launch type.");
  }
  return {};
}

ApiResult<StartInput> read_start(const Call& call, StartedBy started_by) {
  StartInput input;
  ENI_TRY(input.cluster, find_cluster(call));
  ENI_TRY(const auto text, required_member(call, "taskDefinition"));
  ENI_TRY(const auto definition, find_runnable(call, text));
  ENI_CHECK(check_launch_type(call));
  json::array strategy;
  if (started_by == StartedBy::kRunTask) {
    ENI_TRY(strategy, read_task_strategy(call, input.cluster, call.params.text_or("launchType", "")));
  }
  ENI_TRY(auto group, read_group(call, definition.family));
  ENI_TRY(input.plan, plan_task(definition, overrides_of(call), std::move(group)));
  input.plan.strategy = std::move(strategy);
  input.plan.enables_execute_command = flag(call, "enableExecuteCommand");
  ENI_TRY(input.plan.started_by, read_started_by(call));
  ENI_CHECK(may_pass_roles(call, definition, overrides_of(call)));
  ENI_TRY(input.tags, read_task_tags(call, input.cluster, definition.arn, started_by));
  return input;
}

Task<ApiResult<EcsCluster>> add_network(const Call& call, TaskPlan& plan) {
  auto reading = read_network(call, plan.network_mode, call.params.object("networkConfiguration"));
  ENI_CO_TRY(plan.network, co_await std::move(reading));
  co_return find_cluster(call);
}

json::object started_value(const Call& call, const StartInput& input, const EcsTask& task) {
  json::object value = task_value(call.env.store, engine_of(call.env).indexes(), input.cluster, task);
  value["tags"] = tags_value(input.tags);
  return value;
}

Access start_access(const Call& call) {
  Access access = access_to(call, task_definition_resource(call, call.params.text_or("taskDefinition", "*")));
  add_cluster_key(access, call);
  add_start_keys(access, call);
  add_container_instance_keys(access, call);
  return access;
}

Access run_access(const Call& call) {
  Access access = start_access(call);
  add_size_keys(access, call);
  return access;
}

}  // namespace eni::sandbox::ecs_service
