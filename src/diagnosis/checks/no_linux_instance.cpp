#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_no_linux_instance(const Description& description) {
  constexpr std::string_view kName = "no-linux-instance";
  Findings findings = findings_of_hosts(
      description, kName, Severity::kNote, "operating-system",
      [](const Cluster&, const Group*, const std::vector<const TrunklessHost*>& hosts, Finding& finding) {
        finding.seen = "Windows hosts take no trunk: " + names_of(hosts) + ".";
        finding.why = "Run the tasks that need many interfaces on Linux hosts.";
      });
  Findings external = findings_of_hosts(
      description, kName, Severity::kNote, "external-host",
      [](const Cluster&, const Group*, const std::vector<const TrunklessHost*>& hosts, Finding& finding) {
        finding.seen = "External hosts (ECS Anywhere) take no trunk: " + names_of(hosts) + ".";
        finding.why = "Run the tasks that need interfaces of their own on EC2 instances.";
      });
  findings.insert(findings.end(), external.begin(), external.end());
  return findings;
}

}  // namespace eni::diagnosis
