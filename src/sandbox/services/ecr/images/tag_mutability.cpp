#include "sandbox/services/ecr/images/tag_mutability.h"

#include <algorithm>

#include "base/glob.h"

namespace eni::sandbox::ecr_service {

bool is_immutable(const json::object& repository, std::string_view tag) {
  const std::string mutability = text_at(repository, "imageTagMutability");
  const json::array& filters = array_at(repository, "imageTagMutabilityExclusionFilters");
  const bool is_excluded = std::any_of(filters.begin(), filters.end(), [tag](const json::value& filter) {
    return glob_matches(text_at(filter, "filter"), tag, GlobSyntax{});
  });
  if (mutability == "IMMUTABLE") return true;
  if (mutability == "IMMUTABLE_WITH_EXCLUSION") return !is_excluded;
  return mutability == "MUTABLE_WITH_EXCLUSION" && is_excluded;
}

}  // namespace eni::sandbox::ecr_service
