#pragma once
/// Taking capacity providers from their cluster. PutClusterCapacityProviders refuses that as long as tasks use them.
#include <set>
#include <string>
#include <vector>

#include "diagnosis/check.h"

namespace eni::diagnosis {

/// The name of a capacity provider that is given by its name or its ARN.
std::string provider_name(const std::string& provider);

/// Whether services or tasks use the providers, or may use them because they could not be read. Then the finding says so, and its
/// commands list them and nothing else.
bool are_providers_used(const Description& description, const Cluster& cluster,
                        const std::set<std::string>& providers, Finding& finding);

/// Takes providers that nothing uses from the cluster and from its default strategy, and waits until ECS has done so.
std::vector<std::string> detach_providers(const Description& description, const Cluster& cluster,
                                          const std::set<std::string>& providers);

}  // namespace eni::diagnosis
