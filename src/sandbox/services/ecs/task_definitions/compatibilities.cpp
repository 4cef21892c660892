#include "sandbox/services/ecs/task_definitions/compatibilities.h"

#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {

using aws::ApiError;
using aws::ApiResult;

namespace {

ApiError no_fargate(std::string_view what) {
  return client_exception("Fargate compatible task definitions do not support " + std::string(what));
}

ApiResult<void> check_fargate_container(const json::object& container) {
  if (flag_at(container, "privileged")) return no_fargate("privileged");
  for (const char* list : {"links", "dockerSecurityOptions"})
    if (!array_at(container, list).empty()) return no_fargate(list);
  return {};
}

/// Image and log driver need somebody to act for: Fargate has no instance role.
ApiResult<void> check_fargate_role(const json::object& definition, const json::object& container) {
  if (definition.contains("executionRoleArn")) return {};
  if (text_at(object_at(container, "logConfiguration"), "logDriver") == "awslogs") {
    return client_exception(
        "Fargate requires task definition to have execution role ARN to support log driver awslogs.");
  }
  if (text_at(container, "image").find(".dkr.ecr.") != std::string::npos) {
    return client_exception(
        "Fargate requires task definition to have execution role ARN to support ECR images.");
  }
  return {};
}

}  // namespace

ApiResult<void> check_fargate(const json::object& definition, const TaskSize& size) {
  if (text_at(definition, "networkMode") != "awsvpc")
    return client_exception("Fargate only supports network mode ‘awsvpc’.");
  ENI_CHECK(check_fargate_size(size));
  if (!array_at(definition, "placementConstraints").empty()) return no_fargate("placementConstraints");
  const std::string pid_mode = text_at(definition, "pidMode");
  if (!pid_mode.empty() && pid_mode != "task") {
    return client_exception("Tasks using the Fargate launch type do not support pidMode '" + pid_mode +
                            "'. The supported value for pidMode is 'task'.");
  }
  for (const json::value& volume : array_at(definition, "volumes")) {
    if (!text_at(object_at(volume, "host"), "sourcePath").empty()) return no_fargate("host.sourcePath");
    if (find(volume.as_object(), "dockerVolumeConfiguration")) return no_fargate("dockerVolumeConfiguration");
  }
  for (const json::value& container : array_at(definition, "containerDefinitions")) {
    ENI_CHECK(check_fargate_container(container.as_object()));
    ENI_CHECK(check_fargate_role(definition, container.as_object()));
  }
  return {};
}

json::array compatibilities_of(const json::object& definition, const TaskSize& size) {
  json::array out;
  if (text_at(definition, "networkMode") != "awsvpc") out.push_back("EXTERNAL");
  out.push_back("EC2");
  if (check_fargate(definition, size).has_value()) out.push_back("FARGATE");
  return out;
}

}  // namespace eni::sandbox::ecs_service
