#include "sandbox/services/ecs/task_definitions/required_attributes.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace eni::sandbox::ecs_service {
namespace {

using Object = json::object;

/// A fixed attribute, and whether a task needs it for itself or for a container.
struct Rule {
  std::string_view attribute;
  bool (*task)(const Object& definition);
  bool (*container)(const Object& container);
};

bool has(const Object& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value && !(value->is_array() && value->get_array().empty());
}

std::string log_driver(const Object& container) {
  return text_at(object_at(container, "logConfiguration"), "logDriver");
}

bool any_secret_from(const Object& container, std::string_view list, std::string_view service) {
  const json::array& secrets = array_at(container, list);
  return std::any_of(secrets.begin(), secrets.end(), [service](const json::value& secret) {
    const bool manager =
        text_at(secret.as_object(), "valueFrom").find(":secretsmanager:") != std::string::npos;
    return manager == (service == "asm");
  });
}

bool log_secret_from(const Object& container, std::string_view service) {
  return any_secret_from(object_at(container, "logConfiguration"), "secretOptions", service);
}

bool is_ecr(const Object& container) {
  return text_at(container, "image").find(".dkr.ecr.") != std::string::npos;
}

bool any_container(const Object& definition, bool (*holds)(const Object&)) {
  const json::array& containers = array_at(definition, "containerDefinitions");
  return std::any_of(containers.begin(), containers.end(),
                     [holds](const json::value& container) { return holds(container.as_object()); });
}

bool any_volume(const Object& definition, std::string_view member) {
  const json::array& volumes = array_at(definition, "volumes");
  return std::any_of(volumes.begin(), volumes.end(),
                     [member](const json::value& volume) { return has(volume.as_object(), member); });
}

bool has_linux(const Object& container, std::string_view member) {
  return has(object_at(container, "linuxParameters"), member);
}

bool has_mode(const Object& d, std::string_view mode) { return text_at(d, "networkMode") == mode; }
bool has_role(const Object& d) { return has(d, "taskRoleArn"); }
bool requires_fargate(const Object& d) {
  const json::array& required = array_at(d, "requiresCompatibilities");
  return std::find(required.begin(), required.end(), json::value("FARGATE")) != required.end();
}
bool writes_awslogs(const Object& c) { return log_driver(c) == "awslogs"; }

constexpr Rule kRules[] = {
    // What the Docker daemon must know.
    {"com.amazonaws.ecs.capability.docker-remote-api.1.17", has_role, nullptr},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.18",
     [](const Object& d) { return has_mode(d, "awsvpc"); },
     [](const Object& c) { return !log_driver(c).empty() || has(c, "ulimits"); }},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.19", nullptr, writes_awslogs},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.20", nullptr,
     [](const Object& c) { return log_driver(c) == "fluentd" || log_driver(c) == "gelf"; }},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.21", nullptr,
     [](const Object& c) { return has(c, "memoryReservation"); }},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.22", nullptr,
     [](const Object& c) {
       return log_driver(c) == "splunk" || has_linux(c, "tmpfs") || has_linux(c, "sharedMemorySize");
     }},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.24", nullptr,
     [](const Object& c) { return has(c, "healthCheck"); }},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.25", nullptr,
     [](const Object& c) { return has_linux(c, "initProcessEnabled"); }},
    // What the agent must know.
    {"com.amazonaws.ecs.capability.ecr-auth", nullptr, is_ecr},
    {"com.amazonaws.ecs.capability.privileged-container", nullptr,
     [](const Object& c) { return flag_at(c, "privileged"); }},
    {"com.amazonaws.ecs.capability.task-iam-role",
     [](const Object& d) { return has_role(d) && !has_mode(d, "host"); }, nullptr},
    {"com.amazonaws.ecs.capability.task-iam-role-network-host",
     [](const Object& d) { return has_role(d) && has_mode(d, "host"); }, nullptr},
    {"ecs.capability.aws-appmesh", [](const Object& d) { return has(d, "proxyConfiguration"); }, nullptr},
    {"ecs.capability.container-health-check", nullptr, [](const Object& c) { return has(c, "healthCheck"); }},
    {"ecs.capability.container-ordering", nullptr, [](const Object& c) { return has(c, "dependsOn"); }},
    {"ecs.capability.container-restart-policy", nullptr,
     [](const Object& c) { return has(c, "restartPolicy"); }},
    {"ecs.capability.docker-plugin.local",
     [](const Object& d) { return any_volume(d, "dockerVolumeConfiguration"); }, nullptr},
    {"ecs.capability.efs", [](const Object& d) { return any_volume(d, "efsVolumeConfiguration"); }, nullptr},
    {"ecs.capability.env-files.s3", nullptr, [](const Object& c) { return has(c, "environmentFiles"); }},
    {"ecs.capability.execution-role-awslogs",
     [](const Object& d) { return has(d, "executionRoleArn") && any_container(d, writes_awslogs); }, nullptr},
    {"ecs.capability.execution-role-ecr-pull",
     [](const Object& d) { return has(d, "executionRoleArn") && any_container(d, is_ecr); }, nullptr},
    {"ecs.capability.fault-injection", [](const Object& d) { return flag_at(d, "enableFaultInjection"); },
     nullptr},
    {"ecs.capability.fsxWindowsFileServer",
     [](const Object& d) { return any_volume(d, "fsxWindowsFileServerVolumeConfiguration"); }, nullptr},
    {"ecs.capability.pid-ipc-namespace-sharing",
     [](const Object& d) { return has(d, "pidMode") || has(d, "ipcMode"); }, nullptr},
    {"ecs.capability.private-registry-authentication.secretsmanager", nullptr,
     [](const Object& c) { return has(c, "repositoryCredentials"); }},
    {"ecs.capability.secrets.asm.bootstrap.log-driver", nullptr,
     [](const Object& c) { return log_secret_from(c, "asm"); }},
    {"ecs.capability.secrets.asm.environment-variables", nullptr,
     [](const Object& c) { return any_secret_from(c, "secrets", "asm"); }},
    {"ecs.capability.secrets.ssm.bootstrap.log-driver", nullptr,
     [](const Object& c) { return log_secret_from(c, "ssm"); }},
    {"ecs.capability.secrets.ssm.environment-variables", nullptr,
     [](const Object& c) { return any_secret_from(c, "secrets", "ssm"); }},
    {"ecs.capability.task-cpu-mem-limit",
     [](const Object& d) { return (has(d, "cpu") || has(d, "memory")) && !requires_fargate(d); }, nullptr},
    {"ecs.capability.task-eni", [](const Object& d) { return has_mode(d, "awsvpc"); }, nullptr},
};

/// Attributes whose names come from the definition.
void add_named(std::set<std::string>& names, const Object& container) {
  if (const std::string driver = log_driver(container); !driver.empty())
    names.insert("com.amazonaws.ecs.capability.logging-driver." + driver);
  if (const std::string type = text_at(object_at(container, "firelensConfiguration"), "type"); !type.empty())
    names.insert("ecs.capability.firelens." + type);
}

}  // namespace

json::array required_attributes_of(const json::object& definition) {
  std::set<std::string> names;
  for (const Rule& rule : kRules) {
    if ((rule.task && rule.task(definition)) || (rule.container && any_container(definition, rule.container)))
      names.emplace(rule.attribute);
  }
  for (const json::value& container : array_at(definition, "containerDefinitions"))
    add_named(names, container.as_object());
  json::array out;
  for (const std::string& name : names) out.push_back(json::object{{"name", name}});
  return out;
}

}  // namespace eni::sandbox::ecs_service
