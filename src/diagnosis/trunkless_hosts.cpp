#include "diagnosis/trunkless_hosts.h"

#include <algorithm>
#include <map>

#include "trunking/density.h"

namespace eni::diagnosis {

using trunking::RegistrationFacts;
using trunking::TrunkCondition;
using trunking::TrunkEnding;

namespace {

constexpr std::size_t kNamedAtMost = 5;

std::optional<std::string> attribute(const ContainerInstance& host, const std::string& name) {
  const auto found = host.attributes.find(name);
  return found == host.attributes.end() ? std::nullopt : std::optional(found->second);
}

/// What follows from a condition that does not hold, and need not be told as well.
bool is_implied(const TrunkCondition& condition, const std::vector<const TrunkCondition*>& unmet) {
  return std::any_of(unmet.begin(), unmet.end(), [&](const TrunkCondition* earlier) {
    if (earlier->name == "external-host" || earlier->name == "operating-system") return true;
    return earlier->name == "agent-version" && condition.name == "agent-capability";
  });
}

std::vector<const TrunkCondition*> unmet_conditions(const RegistrationFacts& facts, TrunkEnding ending) {
  std::vector<const TrunkCondition*> unmet;
  for (const TrunkCondition& condition : trunking::trunk_conditions()) {
    if (condition.ending != ending || condition.holds(facts).value_or(true)) continue;
    if (!is_implied(condition, unmet)) unmet.push_back(&condition);
  }
  return unmet;
}

}  // namespace

bool TrunklessHost::fails(std::string_view condition) const {
  return std::any_of(unmet.begin(), unmet.end(),
                     [&](const TrunkCondition* one) { return one->name == condition; });
}

bool loses_by_trunk(const std::string& instance_type) {
  const trunking::InstanceType* type = trunking::find_instance_type(instance_type);
  return type && trunking_gain(*type) < 0;
}

RegistrationFacts registration_facts(const Description& description, const ContainerInstance& host) {
  RegistrationFacts facts;
  facts.region = description.region;
  facts.is_external = host.is_external();
  if (const auto os = attribute(host, "ecs.os-type"))
    facts.os_family = *os == "windows" ? trunking::OsFamily::kWindows : trunking::OsFamily::kLinux;
  if (!host.agent_version.empty()) facts.agent_version = host.agent_version;
  facts.has_trunking_capability = host.attributes.contains("ecs.capability.task-eni-trunking");
  facts.has_service_linked_role = description.has_service_linked_role;
  facts.instance_type = attribute(host, "ecs.instance-type").value_or("");
  const Instance* instance = description.instance_of(host);
  if (instance) {
    facts.instance_type = instance->type;
    facts.subnet_id = instance->subnet_id;
    facts.resource_name_dns_a_record = instance->has_a_record;
    if (const Role* role = description.role_of(*instance)) {
      facts.role_arn = role->arn;
      if (role->setting) facts.effective_setting = role->setting->effective;
    }
    if (const Subnet* subnet = description.subnet_of(*instance)) {
      facts.subnet_is_shared = subnet->owner_id != description.account;
      // By now others may have taken the addresses that it found; of a failed host the reason says what it did not find.
      if (host.status_reason.find("InsufficientFreeAddresses") != std::string::npos)
        facts.free_ipv4_addresses = 0;
    }
  }
  facts.type = trunking::find_instance_type(facts.instance_type);
  return facts;
}

std::vector<TrunklessHost> trunkless_hosts(const Description& description, const Cluster& cluster) {
  std::vector<TrunklessHost> found;
  if (!cluster.hosts) return found;
  for (const ContainerInstance& host : *cluster.hosts) {
    const bool is_failed = host.status == "REGISTRATION_FAILED";
    if (!is_failed && (host.status != "ACTIVE" || host.has_trunk())) continue;
    const Instance* instance = description.instance_of(host);
    const RegistrationFacts facts = registration_facts(description, host);
    if (!is_failed && loses_by_trunk(facts.instance_type)) continue;
    found.push_back({&host, instance, instance ? description.role_of(*instance) : nullptr,
                     unmet_conditions(facts, is_failed ? TrunkEnding::kFailed : TrunkEnding::kNone)});
  }
  return found;
}

Findings findings_of_hosts(const Description& description, std::string_view check, Severity severity,
                           std::string_view condition, const HostsFinding& fill) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
    std::map<std::string, std::vector<const TrunklessHost*>> by_group;
    for (const TrunklessHost& host : hosts) {
      if (!host.is_failed() && host.fails(condition))
        by_group[host.instance ? host.instance->group_name : ""].push_back(&host);
    }
    for (const auto& [name, of_group] : by_group) {
      const Instance* instance = of_group.front()->instance;
      const Group* group = instance ? description.group_of(*instance) : nullptr;
      Finding finding;
      finding.check = check;
      finding.severity = severity;
      finding.cluster = cluster.name;
      finding.resource = group ? group->name : name_of(*of_group.front());
      fill(cluster, group, of_group, finding);
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

std::string name_of(const TrunklessHost& host) {
  return host.instance ? host.instance->type + " " + host.instance->id : host.host->id;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  const std::size_t shown = names.size() > kNamedAtMost + 1 ? kNamedAtMost : names.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == names.size();
    text += (i == 0 ? "" : is_last ? " and " : ", ") + names[i];
  }
  return shown == names.size() ? text : text + " and " + std::to_string(names.size() - shown) + " more";
}

std::string names_of(const std::vector<const TrunklessHost*>& hosts) {
  std::vector<std::string> names;
  for (const TrunklessHost* host : hosts) names.push_back(name_of(*host));
  return listed(names);
}

std::vector<const ContainerInstance*> hosts_of(const std::vector<const TrunklessHost*>& hosts) {
  std::vector<const ContainerInstance*> plain;
  for (const TrunklessHost* host : hosts) plain.push_back(host->host);
  return plain;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace eni::diagnosis
