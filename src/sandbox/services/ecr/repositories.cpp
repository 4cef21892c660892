/// CreateRepository, DescribeRepositories, DeleteRepository, PutImageTagMutability, PutImageScanningConfiguration.
#include <regex>

#include "base/time_text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/operations.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr int kDefaultPage = 100;
constexpr int kMaxPage = 1000;
constexpr std::string_view kNamePattern = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";

/// Source: the model's pattern, in the words that ECR has for it.
ApiResult<void> check_name(const std::string& name) {
  static const std::regex kName{"[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*",
                                std::regex::ECMAScript | std::regex::optimize};
  if (name.size() >= 2 && name.size() <= 256 && std::regex_match(name, kName)) return {};
  return invalid_parameter(
      "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression "
      "'" +
      std::string(kNamePattern) + "''");
}

json::object shown(const Call& call, const NamedDocument& repository) {
  json::object value = named(repository);
  value["repositoryArn"] = call.arn("ecr", "repository/" + repository.name);
  value["repositoryUri"] = repository.account + ".dkr.ecr." + repository.region +
                           (call.partition() == "aws-cn" ? ".amazonaws.com.cn/" : ".amazonaws.com/") +
                           repository.name;
  value["createdAt"] = static_cast<double>(repository.created) / 1000;
  for (const std::string_view member : {"imageTagMutability", "imageTagMutabilityExclusionFilters",
                                        "imageScanningConfiguration", "encryptionConfiguration"})
    if (const json::value* setting = find(repository.document, member)) value[member] = *setting;
  return value;
}

Reply reply_of(const Call& call, const NamedDocument& repository) {
  return Reply{json::object{{"repository", shown(call, repository)}}};
}

/// Takes over what the call says of how tags may be moved.
ApiResult<void> apply_mutability(const Call& call, json::object& document) {
  const std::string mutability = call.params.text_or("imageTagMutability", "MUTABLE");
  if (mutability != "MUTABLE" && mutability != "IMMUTABLE" && mutability != "MUTABLE_WITH_EXCLUSION" &&
      mutability != "IMMUTABLE_WITH_EXCLUSION")
    return invalid_parameter(
        "Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum "
        "value set: [IMMUTABLE, MUTABLE, IMMUTABLE_WITH_EXCLUSION, MUTABLE_WITH_EXCLUSION]'");
  document["imageTagMutability"] = mutability;
  document.erase("imageTagMutabilityExclusionFilters");
  if (const json::value* filters = call.params.find("imageTagMutabilityExclusionFilters"))
    document["imageTagMutabilityExclusionFilters"] = *filters;
  return {};
}

void apply_scanning(const Call& call, json::object& document) {
  const json::object* given = call.params.object("imageScanningConfiguration");
  document["imageScanningConfiguration"] =
      json::object{{"scanOnPush", given != nullptr && flag_at(*given, "scanOnPush")}};
}

ApiResult<void> check_encryption(const Call& call) {
  const json::object* given = call.params.object("encryptionConfiguration");
  const std::string type = given ? text_at(*given, "encryptionType") : "AES256";
  if (type == "AES256") return {};
  return invalid_parameter("encryptionType " + type + " is not supported by the sandbox");
}

}  // namespace

ApiResult<Reply> create_repository(Call& call) {
  NamedDocument repository{call.account().value, call.region.value, call.params.text_or("repositoryName", ""),
                           epoch_millis(call.now())};
  ENI_CHECK(check_name(repository.name));
  ENI_CHECK(check_encryption(call));
  ENI_CHECK(apply_mutability(call, repository.document));
  apply_scanning(call, repository.document);
  repository.document["encryptionConfiguration"] = json::object{{"encryptionType", "AES256"}};
  repository.document["tags"] = merged_tags({}, array_at(call.params.all(), "tags"));
  if (registry_of(call) != repository.account)
    return invalid_parameter("A repository is made in the caller's own registry");  // Assumed wording.
  if (repositories(call).find(repository.account, repository.region, repository.name))
    return ApiError{"RepositoryAlreadyExistsException", "The repository with name '" + repository.name +
                                                            "' already exists in the registry with id '" +
                                                            repository.account + "'"};
  repositories(call).put(repository);
  return reply_of(call, repository);
}

ApiResult<Reply> delete_repository(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  repositories(call).remove(repository.account, repository.region, repository.name);
  return reply_of(call, repository);
}

ApiResult<Reply> describe_repositories(Call& call) {
  json::array items;
  const auto names = texts_at(call.params.all(), "repositoryNames");
  for (const std::string& name : names) {
    ENI_TRY(const auto repository, find_repository(call, name));
    items.push_back(shown(call, repository));
  }
  json::object reply;
  if (names.empty() && registry_of(call) == call.account().value) {
    ENI_TRY(const auto max, call.params.integer("maxResults", 1, kMaxPage));
    const auto after = read_page_token(call.params.text_or("nextToken", ""));
    if (!after)
      return invalid_parameter(
          "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'");
    const auto page = static_cast<std::size_t>(max.value_or(kDefaultPage));
    auto rows = repositories(call).list(call.account().value, call.region.value, *after,
                                        static_cast<std::int64_t>(page) + 1);
    if (rows.size() > page) {
      rows.pop_back();
      reply["nextToken"] = page_token(rows.back().name);
    }
    for (const NamedDocument& repository : rows) items.push_back(shown(call, repository));
  }
  reply["repositories"] = std::move(items);
  return Reply{std::move(reply)};
}

ApiResult<Reply> put_image_tag_mutability(Call& call) {
  ENI_TRY(auto repository, required_repository(call));
  ENI_CHECK(apply_mutability(call, repository.document));
  repositories(call).put(repository);
  json::object reply = named(repository);
  reply["imageTagMutability"] = repository.document["imageTagMutability"];
  return Reply{std::move(reply)};
}

ApiResult<Reply> put_image_scanning_configuration(Call& call) {
  ENI_TRY(auto repository, required_repository(call));
  apply_scanning(call, repository.document);
  repositories(call).put(repository);
  json::object reply = named(repository);
  reply["imageScanningConfiguration"] = repository.document["imageScanningConfiguration"];
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecr_service
