#pragma once
/// Which tags of a repository may be moved to another image.
#include <string_view>

#include "base/json.h"

namespace eni::sandbox::ecr_service {

/// @param repository  the repository's document, with imageTagMutability and its exclusion filters
/// Source: Amazon ECR User Guide, "Preventing image tags from being overwritten".
bool is_immutable(const json::object& repository, std::string_view tag);

}  // namespace eni::sandbox::ecr_service
