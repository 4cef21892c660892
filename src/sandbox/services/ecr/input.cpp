#include "sandbox/services/ecr/input.h"

#include "aws/arn.h"

namespace eni::sandbox::ecr_service {

NamedDocuments& repositories(const Call& call) { return call.store<EcrRepository>().repositories; }

Access repository_access(const Call& call) {
  auto names = texts_at(call.params.all(), "repositoryNames");
  if (const auto name = call.params.text("repositoryName")) names.push_back(*name);
  Access access;
  if (names.empty()) return access;
  access.resources.clear();
  for (const std::string& name : names) access.resources.push_back(call.arn("ecr", "repository/" + name));
  return access;
}

Access tagged_access(const Call& call) {
  Access access;
  access.resources = {call.params.text_or("resourceArn", "*")};
  return access;
}

std::string registry_of(const Call& call) { return call.params.text_or("registryId", call.account().value); }

ApiResult<NamedDocument> find_repository(const Call& call, const std::string& name) {
  const std::string registry = registry_of(call);
  auto found = registry == call.account().value ? repositories(call).find(registry, call.region.value, name)
                                                : std::nullopt;
  if (found) return *std::move(found);
  return ApiError{
      "RepositoryNotFoundException",
      "The repository with name '" + name + "' does not exist in the registry with id '" + registry + "'"};
}

ApiResult<NamedDocument> required_repository(const Call& call) {
  return find_repository(call, call.params.text_or("repositoryName", ""));
}

ApiResult<NamedDocument> tagged_repository(const Call& call) {
  const std::string text = call.params.text_or("resourceArn", "");
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->service != "ecr" || !arn->resource.starts_with("repository/"))
    return invalid_parameter(
        "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'");
  return find_repository(call, arn->resource.substr(std::string_view("repository/").size()));
}

ApiError invalid_parameter(std::string message) { return {"InvalidParameterException", std::move(message)}; }

json::object named(const NamedDocument& repository) {
  return {{"registryId", repository.account}, {"repositoryName", repository.name}};
}

}  // namespace eni::sandbox::ecr_service
