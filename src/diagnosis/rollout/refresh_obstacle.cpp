#include "diagnosis/rollout/refresh_obstacle.h"

#include <algorithm>

#include "diagnosis/managed_draining.h"
#include "diagnosis/rollout/rollout_commands.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

using Providers = std::vector<const CapacityProvider*>;

constexpr const char* kNobodyDrains = "no capacity provider drains its hosts before they end";
constexpr const char* kTurnDrainingOn = "With managed draining an instance refresh replaces its hosts.";

/// The cluster's of the group.
Providers providers_of(const Description& description, const Cluster& cluster, const Group& group) {
  Providers providers;
  for (const auto& [provider, of] : description.scaled_by(cluster)) {
    if (of == &group) providers.push_back(provider);
  }
  return providers;
}

bool is_scaled(const Providers& providers) {
  return std::any_of(providers.begin(), providers.end(),
                     [](const CapacityProvider* provider) { return provider->has_managed_scaling; });
}

/// What ECS drains by: the provider, the group's tag, and the hook that holds an instance meanwhile.
std::optional<RefreshObstacle> why_not_drained(const Description& description, const Providers& providers,
                                               const Group& group) {
  const auto found = std::find_if(providers.begin(), providers.end(), [](const CapacityProvider* provider) {
    return provider->has_managed_draining && provider->status == "ACTIVE";
  });
  if (found == providers.end()) {
    const auto idle = std::find_if(providers.begin(), providers.end(), [](const CapacityProvider* provider) {
      return !provider->has_managed_draining && provider->status == "ACTIVE";
    });
    return RefreshObstacle{
        kNobodyDrains, kTurnDrainingOn,
        idle == providers.end() ? std::vector<std::string>{} : turn_draining_on(description, **idle, group)};
  }
  std::vector<std::string> renewed;
  if (!group.has_draining_hook) renewed = renew_draining_hook(description, **found, group);
  if (!group.has_managed_tag && (*found)->has_managed_scaling) {
    std::vector<std::string> commands{give_managed_tag(description, group)};
    append(commands, renewed);
    return RefreshObstacle{
        "its tag " + std::string(kManagedTag) +
            " is gone, without which ECS may not hold its instances while it drains them, nor let "
            "them end",
        "With that tag an instance refresh replaces its hosts.", std::move(commands)};
  }
  if (!group.has_draining_hook)
    return RefreshObstacle{
        "its lifecycle hook " + std::string(kDrainingHook) + ", by which ECS would drain them, is gone",
        kTurnDrainingOn, std::move(renewed)};
  return std::nullopt;
}

/// A refresh replaces those that somebody else drains as well, whatever they are drained for.
std::optional<RefreshObstacle> why_not_all(const Description& description, const Cluster& cluster,
                                           const RolloutPart& part) {
  const RolloutPart::Hosts drained = drained_by_others(part);
  if (drained.empty()) return std::nullopt;
  const bool is_one = drained.size() == 1;
  return RefreshObstacle{
      "an instance refresh would replace " + names(drained) + " as well, which somebody else drains",
      std::string(is_one ? "Wait until it has" : "Wait until they have") + " ended, or put " +
          (is_one ? "it" : "them") + " back to ACTIVE.",
      put_back_to_active(description, cluster, drained)};
}

}  // namespace

std::optional<RefreshObstacle> refresh_obstacle(const Description& description, const Cluster& cluster,
                                                const RolloutPart& part) {
  const Group& group = *part.group;
  const Providers providers = providers_of(description, cluster, group);
  if (part.record && part.record->method == RolloutMethod::kOneByOne)
    return RefreshObstacle{"a rollout has begun so", "Turn managed scaling off until that is finished.", {}};
  if (auto obstacle = why_not_drained(description, providers, group)) return obstacle;
  const auto& suspended = group.suspended_processes;
  if (std::find(suspended.begin(), suspended.end(), "InstanceRefresh") != suspended.end())
    return RefreshObstacle{"its process InstanceRefresh is suspended",
                           "Once that is resumed an instance refresh replaces its hosts.",
                           {resume_processes(description, group, {"InstanceRefresh"})}};
  if (part.to_replace.empty()) return std::nullopt;
  if (auto obstacle = why_not_all(description, cluster, part)) return obstacle;
  if (!part.done.empty() && !is_scaled(providers))
    return RefreshObstacle{
        counted(part.done.size(), "host") + " of it would be replaced for nothing", "", {}};
  return std::nullopt;
}

}  // namespace eni::diagnosis
