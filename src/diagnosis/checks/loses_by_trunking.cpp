#include <map>

#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

Findings find_loses_by_trunking(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    std::map<std::string, std::vector<std::string>> by_type;
    for (const ContainerInstance& host : cluster.hosts_read()) {
      const Instance* instance = description.instance_of(host);
      if (instance && host.has_trunk()) by_type[instance->type].push_back(instance->id);
    }
    for (const auto& [name, ids] : by_type) {
      const trunking::InstanceType* type = trunking::find_instance_type(name);
      if (!type || trunking_gain(*type) >= 0) continue;
      const auto tasks = [&](trunking::Trunk trunk) {
        return std::to_string(max_awsvpc_tasks(*type, trunk));
      };
      findings.push_back({"loses-by-trunking",
                          Severity::kWarning,
                          cluster.name,
                          name,
                          "With a trunk a " + name + " takes " + tasks(trunking::Trunk::kAttached) +
                              " awsvpc tasks, without one " + tasks(trunking::Trunk::kNone) + ": " +
                              listed(ids) + ".",
                          "Give these hosts a role for which awsvpcTrunking is disabled, or another type.",
                          {}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
