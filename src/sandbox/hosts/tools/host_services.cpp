#include "sandbox/hosts/tools/host_services.h"

namespace eni::sandbox::hosts::tools {
namespace {

constexpr std::string_view kSuffix = ".service";

ServiceUnit running() { return {.is_enabled = true, .is_active = true}; }

/// The boot has put its start job into the queue, where it waits for the end of the user data.
ServiceUnit waiting() { return {.is_enabled = true, .is_start_queued = true, .waits_for_cloud_final = true}; }

bool is_amazon_linux(const Machine& machine) { return machine.image->os.starts_with("Amazon Linux"); }

}  // namespace

HostServices services_of(const Machine& machine) {
  HostServices services;
  services.units["sshd"] = running();
  services.units["crond"] = running();
  services.units["amazon-ssm-agent"] = running();
  if (is_amazon_linux(machine)) services.packages = {"aws-cli", "aws-cfn-bootstrap", "ec2-utils"};
  if (!machine.has_agent()) return services;
  services.packages.insert({"docker", "containerd", "ecs-init"});
  services.units["containerd"] = running();
  services.units["docker"] = waiting();
  services.units["ecs"] = waiting();
  return services;
}

std::string unit_name(std::string_view given) {
  return std::string(given.ends_with(kSuffix) ? given.substr(0, given.size() - kSuffix.size()) : given);
}

bool has_agent(const HostServices& services) { return services.units.contains("ecs"); }

bool agent_will_start(const HostServices& services) {
  const auto ecs = services.units.find("ecs");
  return ecs != services.units.end() && !ecs->second.is_masked &&
         (ecs->second.is_active || ecs->second.is_start_queued);
}

}  // namespace eni::sandbox::hosts::tools
