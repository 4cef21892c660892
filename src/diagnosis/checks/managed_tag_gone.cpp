#include "diagnosis/checks/checks.h"
#include "diagnosis/managed_draining.h"

namespace eni::diagnosis {

Findings find_managed_tag_gone(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      const bool is_managed = provider->has_managed_scaling || provider->has_managed_draining ||
                              provider->has_managed_termination_protection;
      if (!is_managed || group->has_managed_tag) continue;
      findings.push_back({"managed-tag-gone",
                          Severity::kError,
                          cluster.name,
                          group->name,
                          "The Auto Scaling group " + group->name + " of the capacity provider " +
                              provider->name + " lacks the tag AmazonECSManaged.",
                          "ECS may write only to groups with that tag: without it nothing scales, drains or "
                          "is protected, and AWS "
                          "does not say so. Terraform takes it away unless the configuration has it.",
                          {give_managed_tag(description, *group)}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
