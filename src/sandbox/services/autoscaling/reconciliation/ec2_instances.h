#pragma once
/// What a group learns of EC2 about its instances, and what it tells EC2.
#include <set>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

/// Whether EC2 has done all that it was asked for.
enum class EndedAll { kYes, kNo };

/// Asks EC2 what has become of the instances, and lets each go on from there.
/// @return  those that EC2 does not tell of: the group may not look, or EC2 fails
Task<std::set<std::string>> observe_instances(Environment& env, std::int64_t group,
                                              std::set<std::string> ids);

/// Has EC2 terminate those that have come to it.
Task<EndedAll> terminate_in_ec2(Environment& env, std::int64_t group);

}  // namespace eni::sandbox::autoscaling_service
