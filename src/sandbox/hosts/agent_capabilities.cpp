#include "sandbox/hosts/agent_capabilities.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

using machine_images::MachineImage;
using machine_images::OsFamily;

/// What must hold besides the version.
enum class When { kAlways, kLinux, kWindows, kTaskEni, kTaskEniLinux, kTrunking };

struct Capability {
  std::string_view name;
  std::string_view since;  ///< version of the agent
  When when = When::kAlways;
};

/// On Windows, where Docker has no API before 1.24, the agent says that it has the older ones all the same, for task
/// definitions ask for them. Source: amazon-ecs-agent, agent/dockerclient/clientfactory/versionsupport_windows.go.
constexpr Capability kCapabilities[] = {
    {"com.amazonaws.ecs.capability.privileged-container", "1.0.0", When::kLinux},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.17", "1.0.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.18", "1.0.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.19", "1.8.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.20", "1.9.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.21", "1.9.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.22", "1.10.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.23", "1.12.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.24", "1.13.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.25", "1.13.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.26", "1.14.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.27", "1.14.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.28", "1.14.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.29", "1.14.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.30", "1.17.0"},
    {"com.amazonaws.ecs.capability.docker-remote-api.1.44", "1.86.0"},
    {"com.amazonaws.ecs.capability.ecr-auth", "1.7.0"},
    {"com.amazonaws.ecs.capability.logging-driver.awslogs", "1.9.0"},
    {"com.amazonaws.ecs.capability.logging-driver.awsfirelens", "1.30.0", When::kLinux},
    {"com.amazonaws.ecs.capability.logging-driver.json-file", "1.3.0"},
    {"com.amazonaws.ecs.capability.logging-driver.none", "1.13.0"},
    {"com.amazonaws.ecs.capability.logging-driver.syslog", "1.3.0", When::kLinux},
    {"com.amazonaws.ecs.capability.task-iam-role", "1.11.0", When::kLinux},
    {"com.amazonaws.ecs.capability.task-iam-role-network-host", "1.12.0", When::kLinux},
    {"ecs.capability.aws-appmesh", "1.26.0", When::kTaskEniLinux},
    {"ecs.capability.container-health-check", "1.17.0"},
    {"ecs.capability.container-ordering", "1.26.0"},
    {"ecs.capability.container-restart-policy", "1.85.0"},
    {"ecs.capability.docker-plugin.local", "1.17.3", When::kLinux},
    {"ecs.capability.ecr-endpoint", "1.21.0"},
    {"ecs.capability.efs", "1.34.0", When::kLinux},
    {"ecs.capability.efsAuth", "1.38.0", When::kLinux},
    {"ecs.capability.env-files.s3", "1.39.0"},
    {"ecs.capability.execute-command", "1.50.2"},
    {"ecs.capability.execution-role-awslogs", "1.16.0"},
    {"ecs.capability.execution-role-ecr-pull", "1.16.0"},
    {"ecs.capability.fault-injection", "1.89.0", When::kTaskEniLinux},
    {"ecs.capability.firelens.fluentbit", "1.30.0", When::kLinux},
    {"ecs.capability.firelens.fluentd", "1.30.0", When::kLinux},
    {"ecs.capability.firelens.options.config.file", "1.35.0", When::kLinux},
    {"ecs.capability.firelens.options.config.s3", "1.35.0", When::kLinux},
    {"ecs.capability.full-sync", "1.37.0"},
    {"ecs.capability.gmsa", "1.28.1", When::kWindows},
    {"ecs.capability.increased-task-cpu-limit", "1.81.0", When::kLinux},
    {"ecs.capability.ipv6-only", "1.97.0"},
    {"ecs.capability.logging-driver.awsfirelens.log-driver-buffer-limit", "1.72.0", When::kLinux},
    {"ecs.capability.network.container-port-range", "1.67.2"},
    {"ecs.capability.pid-ipc-namespace-sharing", "1.22.0", When::kLinux},
    {"ecs.capability.private-registry-authentication.secretsmanager", "1.19.0"},
    {"ecs.capability.secrets.asm.bootstrap.log-driver", "1.27.0"},
    {"ecs.capability.secrets.asm.environment-variables", "1.23.0"},
    {"ecs.capability.secrets.ssm.bootstrap.log-driver", "1.27.0"},
    {"ecs.capability.secrets.ssm.environment-variables", "1.22.0"},
    {"ecs.capability.service-connect-v1", "1.67.2", When::kTaskEniLinux},
    {"ecs.capability.storage.ebs-task-volume-attach", "1.79.0", When::kLinux},
    {"ecs.capability.task-cpu-mem-limit", "1.16.0", When::kLinux},
    {"ecs.capability.task-eia", "1.26.0", When::kLinux},
    {"ecs.capability.task-eia.optimized-cpu", "1.30.0", When::kLinux},
    {"ecs.capability.task-eni", "1.15.0", When::kTaskEni},
    {"ecs.capability.task-eni-block-instance-metadata", "1.18.0", When::kTaskEniLinux},
    {"ecs.capability.task-eni-trunking", "1.28.0", When::kTrunking},
    {"ecs.capability.task-eni.ipv6", "1.45.0", When::kTaskEniLinux},
};

/// Of the CNI plugins that come with an agent: a commit and a version.
constexpr std::string_view kCniPlugins = "5a9c8a4d-2023.06.0";
constexpr std::string_view kBranchPlugin = "e0f7dd2f-";

bool holds(When when, OsFamily os, const AgentConfig& config) {
  const bool linux = os == OsFamily::kLinux;
  switch (when) {
    case When::kAlways:
      return true;
    case When::kLinux:
      return linux;
    case When::kWindows:
      return !linux;
    case When::kTaskEni:
      return config.task_eni;
    case When::kTaskEniLinux:
      return linux && config.task_eni;
    case When::kTrunking:
      return linux && config.task_eni && config.high_density_eni;
  }
  return false;
}

std::string os_family(const MachineImage& image) {
  if (image.os_family == OsFamily::kLinux) return "LINUX";
  return image.name.find("Core") != std::string_view::npos ? "WINDOWS_SERVER_2022_CORE"
                                                           : "WINDOWS_SERVER_2022_FULL";
}

}  // namespace

bool is_at_least(std::string_view version, std::string_view min) {
  const auto numbers = [](std::string_view text) {
    std::vector<long long> out;
    for (const std::string& piece : split(text, '.')) out.push_back(parse_integer(piece).value_or(0));
    return out;
  };
  return numbers(version) >= numbers(min);
}

std::vector<AgentAttribute> agent_capabilities(const MachineImage& image, const AgentConfig& config) {
  std::vector<AgentAttribute> attributes;
  for (const Capability& row : kCapabilities) {
    if (is_at_least(image.agent_version, row.since) && holds(row.when, image.os_family, config))
      attributes.push_back({std::string(row.name)});
  }
  if (holds(When::kTaskEniLinux, image.os_family, config))
    attributes.push_back({"ecs.capability.cni-plugin-version", std::string(kCniPlugins)});
  if (holds(When::kTrunking, image.os_family, config) && is_at_least(image.agent_version, "1.28.0"))
    attributes.push_back({"ecs.capability.branch-cni-plugin-version", std::string(kBranchPlugin)});
  attributes.push_back({"ecs.os-type", image.os_family == OsFamily::kLinux ? "linux" : "windows"});
  if (is_at_least(image.agent_version, "1.57.0")) attributes.push_back({"ecs.os-family", os_family(image)});
  attributes.push_back({"ecs.cpu-architecture", std::string(image.architecture)});
  return attributes;
}

}  // namespace eni::sandbox::hosts
