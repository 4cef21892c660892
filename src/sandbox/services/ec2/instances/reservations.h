#pragma once
/// Instances as RunInstances and DescribeInstances show them: by the launches that made them.
#include <vector>

#include "base/json.h"

namespace eni::sandbox::ec2_service {

/// @param items  of instances, with hidden members; those of one reservation together
/// @return  [{"reservationId", "ownerId", "groupSet", "instancesSet"}], in the items' order
std::vector<json::object> group_by_reservation(std::vector<json::object> items);

}  // namespace eni::sandbox::ec2_service
