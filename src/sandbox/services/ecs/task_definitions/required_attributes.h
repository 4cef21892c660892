#pragma once
/// What a container instance must be able to do for a task definition: the member requiresAttributes, by which placement
/// looks for hosts. Agents say by attributes of the same names what they can do.
/// Source: Amazon ECS Developer Guide, "Container agent task definition attributes"; as task definitions on AWS show it.
#include "base/json.h"

namespace eni::sandbox::ecs_service {

/// [{"name": …}, …] in the order of names.
/// @param definition  the task definition's document
json::array required_attributes_of(const json::object& definition);

}  // namespace eni::sandbox::ecs_service
