#include "sandbox/services/ecr/operations.h"

namespace eni::sandbox::ecr_service {

Access described_repositories_access(const Call& call) {
  const auto names = texts_at(call.params.all(), "repositoryNames");
  if (names.empty()) return any_resource(call);
  Access access;
  access.resources.clear();
  for (const std::string& name : names) access.resources.push_back(call.arn("ecr", "repository/" + name));
  return access;
}

/// @error  RepositoryNotFoundException for the first repository that the call names
ApiResult<Reply> describe_repositories(Call& call) {
  const auto names = texts_at(call.params.all(), "repositoryNames");
  if (!names.empty()) {
    return ApiError{"RepositoryNotFoundException",
                    "The repository with name '" + names.front() +
                        "' does not exist in the registry with id '" +
                        call.params.text_or("registryId", call.account().value) + "'"};
  }
  return Reply{json::object{{"repositories", json::array()}}};
}

}  // namespace eni::sandbox::ecr_service
