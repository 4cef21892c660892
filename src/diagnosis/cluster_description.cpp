#include "diagnosis/cluster_description.h"

#include <algorithm>

#include "aws/arn.h"

namespace eni::diagnosis {

namespace {

template <class T>
const T* entry(const std::map<std::string, T>& entries, const std::string& key) {
  const auto found = entries.find(key);
  return found == entries.end() ? nullptr : &found->second;
}

}  // namespace

const std::vector<ContainerInstance>& Cluster::hosts_read() const {
  static const std::vector<ContainerInstance> kNone;
  return hosts ? *hosts : kNone;
}

const std::vector<Service>& Cluster::services_read() const {
  static const std::vector<Service> kNone;
  return services ? *services : kNone;
}

bool Cluster::uses(const Service& service, const std::string& provider) const {
  if (!service.launch_type.empty()) return false;
  const auto& strategy = service.strategy.empty() ? default_strategy : service.strategy;
  return std::any_of(strategy.begin(), strategy.end(),
                     [&](const StrategyItem& item) { return item.provider == provider; });
}

const Instance* Description::instance_of(const ContainerInstance& host) const {
  return entry(instances, host.instance_id);
}

const Role* Description::role_of(const Instance& instance) const {
  const std::string* arn = entry(role_of_profile, instance.profile_arn);
  return arn ? entry(roles, *arn) : nullptr;
}

const Role* Description::role_of_template(const LaunchTemplate& launch_template) const {
  for (const auto& [profile_arn, role_arn] : role_of_profile) {
    const auto arn = aws::Arn::parse(profile_arn);
    if (profile_arn == launch_template.profile || (arn && arn->resource_name() == launch_template.profile))
      return entry(roles, role_arn);
  }
  return nullptr;
}

const Subnet* Description::subnet_of(const Instance& instance) const {
  return entry(subnets, instance.subnet_id);
}

const Group* Description::group_of(const Instance& instance) const {
  return entry(groups, instance.group_name);
}

const LaunchTemplate* Description::template_of(const Group& group) const {
  return entry(launch_templates, group.name);
}

std::vector<std::string> Description::types_of(const Group& group) const {
  if (!group.override_types.empty()) return group.override_types;
  const LaunchTemplate* launch_template = template_of(group);
  if (!launch_template || launch_template->instance_type.empty()) return {};
  return {launch_template->instance_type};
}

std::vector<std::pair<const CapacityProvider*, const Group*>> Description::scaled_by(
    const Cluster& cluster) const {
  std::vector<std::pair<const CapacityProvider*, const Group*>> found;
  for (const std::string& name : cluster.providers) {
    const CapacityProvider* provider = entry(providers, name);
    const Group* group = provider ? entry(groups, provider->group_name) : nullptr;
    if (group) found.emplace_back(provider, group);
  }
  return found;
}

bool Description::is_drained(const Group& group) const {
  return group.has_draining_hook && std::any_of(providers.begin(), providers.end(), [&](const auto& entry) {
           return entry.second.group_name == group.name && entry.second.has_managed_draining;
         });
}

std::vector<const Group*> Description::groups_of(const Cluster& cluster) const {
  std::vector<const Group*> found;
  const auto add = [&](const Group* group) {
    if (group && std::find(found.begin(), found.end(), group) == found.end()) found.push_back(group);
  };
  for (const auto& [provider, group] : scaled_by(cluster)) add(group);
  for (const auto& [name, group] : groups) {
    if (!group.rollout.empty() && group.rollout_cluster == cluster.name) add(&group);
  }
  if (!cluster.hosts) return found;
  for (const ContainerInstance& host : *cluster.hosts) {
    const Instance* instance = instance_of(host);
    if (instance) add(group_of(*instance));
  }
  return found;
}

}  // namespace eni::diagnosis
