#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"

namespace eni::diagnosis {

Findings find_service_outside_scaling(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    std::string provider_name;
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (provider->has_managed_scaling && provider_name.empty()) provider_name = provider->name;
    }
    if (provider_name.empty()) continue;
    for (const Service& service : cluster.services_read()) {
      if (service.launch_type != "EC2" || service.scheduling_strategy == "DAEMON") continue;
      const bool waits = service.running < service.desired;
      findings.push_back(
          {"service-outside-scaling",
           waits ? Severity::kWarning : Severity::kNote,
           cluster.name,
           service.name,
           "The service " + service.name + " has the launch type EC2: " + std::to_string(service.running) +
               " of " + std::to_string(service.desired) + " tasks run.",
           "No capacity provider hears of its tasks, so no host is launched for them. A service that was "
           "made before "
           "the cluster's default strategy stays so until another is forced.",
           {use_strategy(description, cluster, service, {{provider_name, 0, 1}})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
