#pragma once
/// What a group says of itself, and how much of its capacity there is.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// The subnets that a group launches in, each with its zone. They are looked up when the group is told of them.
struct GroupSubnet {
  std::string id;
  std::string zone;
};
std::vector<GroupSubnet> subnets_of(const AutoScalingGroup& group);
std::vector<std::string> zones_of(const AutoScalingGroup& group);

/// Whether a process of the group is suspended: "Launch".
bool is_suspended(const AutoScalingGroup& group, std::string_view process);

/// How much of the group's capacity there is: what is in service or about to be, and what is being launched.
std::int64_t capacity_of(Store& store, const AutoScalingGroup& group);

/// Instances that a user brings to a group (attached, back from standby) are no reason to move any: their zones stay as they are until
/// something happens after which AWS balances zones, as changed zones, instances that leave, or capacity that is there again.
/// Source: Amazon EC2 Auto Scaling User Guide, "Rebalance activities".
void leave_zones(AutoScalingGroup& group);
void balance_zones(AutoScalingGroup& group);
bool leaves_zones(const AutoScalingGroup& group);

/// Whether instances of the group are on their way into service.
bool is_launching_any(Store& store, std::int64_t group);

/// The tags of a group's instances: aws:autoscaling:groupName, and those that the group propagates.
json::array instance_tags(const AutoScalingGroup& group, const std::vector<AutoScalingTag>& tags);

}  // namespace eni::sandbox::autoscaling_service
