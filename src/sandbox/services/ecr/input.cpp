#include "sandbox/services/ecr/input.h"

#include "aws/arn.h"
#include "aws/partition.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::string_view kResourcePrefix = "repository/";

std::string arn_of(std::string_view account, const aws::Region& region, std::string_view name) {
  std::string arn = "arn:";
  return arn.append(aws::partition_of(region).name)
      .append(":ecr:")
      .append(region.value)
      .append(":")
      .append(account)
      .append(":")
      .append(kResourcePrefix)
      .append(name);
}

ConditionKeys tag_keys(const NamedDocument& repository) {
  ConditionKeys keys;
  for (const std::string_view prefix : {"aws:ResourceTag", "ecr:ResourceTag"})
    append_tag_keys(keys, prefix, array_at(repository.document, "tags"));
  return keys;
}

ApiResult<NamedDocument> find_in(const Call& call, const std::string& registry, const std::string& name) {
  if (auto found = repositories(call).find(registry, call.region.value, name)) return *std::move(found);
  return ApiError{
      "RepositoryNotFoundException",
      "The repository with name '" + name + "' does not exist in the registry with id '" + registry + "'"};
}

}  // namespace

NamedDocuments& repositories(const Call& call) { return call.store<EcrRepository>().repositories; }

std::string repository_arn(const NamedDocument& repository) {
  return arn_of(repository.account, aws::Region{repository.region}, repository.name);
}

Access access_to(Store& store, std::string_view account, const aws::Region& region, const std::string& name) {
  Access access;
  access.resources = {arn_of(account, region, name)};
  if (const auto repository = store.get<EcrRepository>().repositories.find(account, region.value, name)) {
    access.resource_policy = text_at(repository->document, "policyText");
    access.context_of_resource = {tag_keys(*repository)};
  }
  return access;
}

Access repository_access(const Call& call) {
  if (const auto name = call.params.text("repositoryName")) {
    Access access = access_to(call.env.store, registry_of(call), call.region, *name);
    append_request_tags(access.context, call);
    return access;
  }
  auto names = texts_at(call.params.all(), "repositoryNames");
  if (names.empty()) names.emplace_back("*");
  Access access;
  access.resources.clear();
  for (const std::string& name : names) {
    access.resources.push_back(arn_of(registry_of(call), call.region, name));
    const auto repository = repositories(call).find(registry_of(call), call.region.value, name);
    access.context_of_resource.push_back(repository ? tag_keys(*repository) : ConditionKeys{});
  }
  return access;
}

Access tagged_access(const Call& call) {
  const std::string text = call.params.text_or("resourceArn", "*");
  const auto arn = aws::Arn::parse(text);
  if (!arn || !arn->resource.starts_with(kResourcePrefix)) return access_with_tags(call, text);
  Access access =
      access_to(call.env.store, arn->account, call.region, arn->resource.substr(kResourcePrefix.size()));
  append_request_tags(access.context, call);
  return access;
}

std::string registry_of(const Call& call) { return call.params.text_or("registryId", call.account().value); }

ApiResult<NamedDocument> find_repository(const Call& call, const std::string& name) {
  return find_in(call, registry_of(call), name);
}

ApiResult<NamedDocument> required_repository(const Call& call) {
  return find_repository(call, call.params.text_or("repositoryName", ""));
}

ApiResult<NamedDocument> tagged_repository(const Call& call) {
  const std::string text = call.params.text_or("resourceArn", "");
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->service != "ecr" || !arn->resource.starts_with(kResourcePrefix))
    return invalid_parameter_at("resourceArn", "Invalid ARN");
  return find_in(call, arn->account, arn->resource.substr(kResourcePrefix.size()));
}

ApiError invalid_parameter(std::string message) { return {"InvalidParameterException", std::move(message)}; }

ApiError invalid_parameter_at(std::string_view where, std::string_view reason) {
  std::string message = "Invalid parameter at '";
  message.append(where).append("' failed to satisfy constraint: '").append(reason).append("'");
  return invalid_parameter(std::move(message));
}

std::string in_repository(const NamedDocument& repository) {
  return "in the repository with name '" + repository.name + "' in the registry with id '" +
         repository.account + "'";
}

json::object named(const NamedDocument& repository) {
  return {{"registryId", repository.account}, {"repositoryName", repository.name}};
}

ApiResult<PageRequest> page_request(const Call& call, std::size_t default_size, long long max_size) {
  ENI_TRY(const auto max, call.params.integer("maxResults", 1, max_size));
  auto after = read_page_token(call.params.text_or("nextToken", ""));
  if (!after) return invalid_parameter_at("nextToken", "Invalid token");
  return PageRequest{max ? static_cast<std::size_t>(*max) : default_size, *std::move(after)};
}

}  // namespace eni::sandbox::ecr_service
