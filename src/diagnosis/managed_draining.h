#pragma once
/// Managed draining, by which ECS drains the instances of a capacity provider's group before they end: the commands that bring it back
/// where something that it needs is gone.
#include <string>
#include <vector>

#include "diagnosis/cluster_description.h"

namespace eni::diagnosis {

/// Of a group: AWSServiceRoleForECS may write only to groups with that tag.
/// Source: AmazonECSServiceRolePolicy, its conditions on autoscaling:ResourceTag/AmazonECSManaged.
inline constexpr std::string_view kManagedTag = "AmazonECSManaged";

/// Gives the group its tag again.
std::string give_managed_tag(const Description& description, const Group& group);

/// Turns it on, and waits until the group has its lifecycle hook.
std::vector<std::string> turn_draining_on(const Description& description, const CapacityProvider& provider,
                                          const Group& group);

/// The same where that hook is gone, which ECS makes when draining is turned on, and not again: turns it off first. A provider whose
/// update is under way takes no other, so each is waited for.
std::vector<std::string> renew_draining_hook(const Description& description, const CapacityProvider& provider,
                                             const Group& group);

}  // namespace eni::diagnosis
