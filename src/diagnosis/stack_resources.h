#pragma once
/// What a stack's template says once its parameters are put in: as far as that can be known without AWS's resources.
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "diagnosis/cluster_description.h"

namespace eni::diagnosis {

struct StackResource {
  std::string logical_id = {};
  std::string type = {};         ///< "AWS::EC2::LaunchTemplate"
  json::object properties = {};  ///< with logical ids in place of what only a resource that is there has
  json::value metadata = nullptr;
};

/// The resources whose conditions hold. None of a template that cannot be read; without those that cannot be evaluated.
std::vector<StackResource> resources_of(const Description& description, const Stack& stack);

/// Whether the DeletionPolicy of a resource keeps it when the stack is deleted; it needs nothing to be evaluated. Nothing: the template
/// cannot be read, or has no such resource.
std::optional<bool> is_retained(const Stack& stack, const std::string& logical_id);

/// The decoded user data of instances that the resource launches; empty if it launches none.
std::string user_data_of(const StackResource& resource);

}  // namespace eni::diagnosis
