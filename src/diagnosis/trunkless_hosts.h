#pragma once
/// The hosts of a cluster that should have a trunk and have none, with the conditions of trunking/registration.h that they fail.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/check.h"
#include "diagnosis/cluster_description.h"
#include "trunking/registration.h"

namespace eni::diagnosis {

struct TrunklessHost {
  const ContainerInstance* host = nullptr;
  const Instance* instance = nullptr;  ///< null if it could not be read
  const Role* role = nullptr;          ///< null if it is not known
  /// All that do not hold, as far as is known. Without those that follow from another: an old agent does not register the
  /// capability either. Of a host with REGISTRATION_FAILED only those that fail a registration: it met the others.
  std::vector<const trunking::TrunkCondition*> unmet;

  bool fails(std::string_view condition) const;
  bool is_failed() const { return host->status == "REGISTRATION_FAILED"; }
};

/// Those that are ACTIVE without a trunk, or REGISTRATION_FAILED. Hosts that are on their way in or out are not among them, nor those
/// that do better without.
std::vector<TrunklessHost> trunkless_hosts(const Description& description, const Cluster& cluster);

/// Hosts of the type take fewer tasks with a trunk than without: they should have none.
bool loses_by_trunk(const std::string& instance_type);

/// What is known of it, as a host that registers.
trunking::RegistrationFacts registration_facts(const Description& description, const ContainerInstance& host);

/// The findings of `check` about ACTIVE hosts that fail `condition`, one for each cluster and group (or for all single hosts
/// together).
/// @param fill  completes a finding whose check, severity, cluster and resource are set
using HostsFinding =
    std::function<void(const Cluster&, const Group*, const std::vector<const TrunklessHost*>&, Finding&)>;
Findings findings_of_hosts(const Description& description, std::string_view check, Severity severity,
                           std::string_view condition, const HostsFinding& fill);

/// "c5.large i-0123", or the container instance's id where EC2's is not known.
std::string name_of(const TrunklessHost& host);
/// "a, b and c", at most five of them by name: "a, b, c, d, e and 7 more".
std::string listed(const std::vector<std::string>& names);
std::string names_of(const std::vector<const TrunklessHost*>& hosts);
std::vector<const ContainerInstance*> hosts_of(const std::vector<const TrunklessHost*>& hosts);
/// "1 host", "2 hosts"
std::string counted(std::size_t count, std::string_view noun);

}  // namespace eni::diagnosis
