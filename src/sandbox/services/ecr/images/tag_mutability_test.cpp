#include "sandbox/services/ecr/images/tag_mutability.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecr_service {
namespace {

json::object repository(std::string_view mutability, std::initializer_list<std::string_view> filters) {
  json::array excluded;
  for (const std::string_view filter : filters)
    excluded.push_back(json::object{{"filterType", "WILDCARD"}, {"filter", filter}});
  return {{"imageTagMutability", mutability}, {"imageTagMutabilityExclusionFilters", std::move(excluded)}};
}

TEST(TagMutability, IsTheRepositorysButForWhatIsExcluded) {
  const struct {
    json::object repository;
    const char* tag;
    bool immutable;
  } rows[] = {
      {{}, "v1", false},
      {repository("MUTABLE", {}), "v1", false},
      {repository("IMMUTABLE", {}), "v1", true},
      {repository("IMMUTABLE_WITH_EXCLUSION", {"latest", "dev-*"}), "v1", true},
      {repository("IMMUTABLE_WITH_EXCLUSION", {"latest", "dev-*"}), "latest", false},
      {repository("IMMUTABLE_WITH_EXCLUSION", {"latest", "dev-*"}), "dev-7", false},
      {repository("IMMUTABLE_WITH_EXCLUSION", {"latest"}), "latest2", true},
      {repository("MUTABLE_WITH_EXCLUSION", {"v*.*"}), "v1.2", true},
      {repository("MUTABLE_WITH_EXCLUSION", {"v*.*"}), "v1", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(is_immutable(row.repository, row.tag), row.immutable)
        << json::serialize(row.repository) << row.tag;
}

}  // namespace
}  // namespace eni::sandbox::ecr_service
