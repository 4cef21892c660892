#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// The number of failures after which the circuit breaker would have ended the deployment: half of the tasks, from 3 to 200.
/// Source: Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures".
long long threshold_of(const Service& service) { return std::clamp((service.desired + 1) / 2, 3LL, 200LL); }

}  // namespace

Findings find_no_circuit_breaker(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Service& service : cluster.services_read()) {
      if (service.has_circuit_breaker || service.failed_tasks < threshold_of(service)) continue;
      findings.push_back(
          {"no-circuit-breaker",
           Severity::kWarning,
           cluster.name,
           service.name,
           "The deployment of " + service.name + " goes on, though " + std::to_string(service.failed_tasks) +
               " of its tasks have failed.",
           "Without the deployment circuit breaker ECS tries for ever, and a stack waits up to three hours "
           "for its service. Why the tasks fail stands in their stoppedReason.",
           {aws_line(description, {"ecs", "update-service", "--cluster", cluster.name, "--service",
                                   service.name, "--deployment-configuration",
                                   "deploymentCircuitBreaker={enable=true,rollback=true}"})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
