#pragma once
/// The commands that a rollout prints: what takes obstacles away, and what takes back what it has begun.
#include <string>
#include <vector>

#include "diagnosis/rollout/rollout_plan.h"

namespace eni::diagnosis {

/// Ends the draining of hosts, whose tasks stay then.
std::vector<std::string> put_back_to_active(const Description& description, const Cluster& cluster,
                                            const RolloutPart::Hosts& hosts);

/// The same of hosts that a rollout drains: takes its note from them, too, by which it would take them for its own when somebody else
/// drains them.
std::vector<std::string> keep_hosts(const Description& description, const Cluster& cluster,
                                    const RolloutPart::Hosts& hosts);

/// Lets Auto Scaling go on with processes of a group.
std::string resume_processes(const Description& description, const Group& group,
                             const std::vector<std::string>& processes);

/// Takes from a group what a rollout has noted on it.
std::string forget_rollout(const Description& description, const Group& group);

/// Gives a group the tag that says whose rollout has begun with it.
std::string name_rollout_cluster(const Description& description, const Cluster& cluster, const Group& group);

/// What a rollout has changed of the group and has not put back: clauses whose subject is the group, "wants 3 hosts instead of 2". None
/// if it has changed nothing but tags.
/// @param part  with a record
std::vector<std::string> changes_of_rollout(const RolloutPart& part);

/// Puts that back by hand, hosts that are drained included, and takes the record away. Hosts that are more than there were are drained before they end, for a group that
/// is made smaller ends hosts with their tasks.
std::vector<std::string> way_back(const Description& description, const Cluster& cluster,
                                  const RolloutPart& part);

}  // namespace eni::diagnosis
