/// CreateRepository, DescribeRepositories, DeleteRepository, PutImageTagMutability, PutImageScanningConfiguration.
#include "base/time_text.h"
#include "oci/reference.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/ecr/images/delete_images.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/operations.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::size_t kDefaultPage = 100;
constexpr long long kMaxPage = 1000;
constexpr std::size_t kMaxFilters = 5;
constexpr std::string_view kNamePattern = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";

/// Source: the model's pattern, in the words that ECR has for it.
ApiResult<void> check_name(const std::string& name) {
  if (name.size() >= 2 && oci::is_repository_name(name)) return {};
  return invalid_parameter_at("repositoryName",
                              "must satisfy regular expression '" + std::string(kNamePattern) + "'");
}

json::object shown(const NamedDocument& repository) {
  json::object value = named(repository);
  value["repositoryArn"] = repository_arn(repository);
  value["repositoryUri"] =
      oci::ecr_host({aws::AccountId{repository.account}, aws::Region{repository.region}}) + "/" +
      repository.name;
  value["createdAt"] = static_cast<double>(repository.created) / 1000;
  for (const std::string_view member : {"imageTagMutability", "imageTagMutabilityExclusionFilters",
                                        "imageScanningConfiguration", "encryptionConfiguration"})
    if (const json::value* setting = find(repository.document, member)) value[member] = *setting;
  return value;
}

Reply reply_of(const NamedDocument& repository) {
  return Reply{json::object{{"repository", shown(repository)}}};
}

/// Source: the model's ImageTagMutabilityExclusionFilter.
ApiResult<void> check_filters(const std::vector<json::object>& filters) {
  static constexpr std::string_view kCharacters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._*-";
  if (filters.size() > kMaxFilters)
    return invalid_parameter_at("imageTagMutabilityExclusionFilters",
                                "Member must have length between 1 and 5");
  for (const json::object& one : filters) {
    const std::string filter = text_at(one, "filter");
    if (text_at(one, "filterType") != "WILDCARD" || filter.empty() || filter.size() > 128 ||
        filter.find_first_not_of(kCharacters) != std::string::npos)
      return invalid_parameter_at("imageTagMutabilityExclusionFilters",
                                  "Must be of filterType WILDCARD and match ^[0-9a-zA-Z._*-]{1,128}$");
  }
  return {};
}

/// Takes over what the call says of how tags may be moved.
ApiResult<void> apply_mutability(const Call& call, json::object& document) {
  const std::string mutability = call.params.text_or("imageTagMutability", "MUTABLE");
  if (mutability != "MUTABLE" && mutability != "IMMUTABLE" && mutability != "MUTABLE_WITH_EXCLUSION" &&
      mutability != "IMMUTABLE_WITH_EXCLUSION")
    return invalid_parameter(
        "Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum "
        "value set: [IMMUTABLE, MUTABLE, IMMUTABLE_WITH_EXCLUSION, MUTABLE_WITH_EXCLUSION]'");
  const bool has_exclusion = mutability.ends_with("_WITH_EXCLUSION");
  ENI_TRY(const auto filters, call.params.objects("imageTagMutabilityExclusionFilters"));
  if (has_exclusion == filters.empty())
    return invalid_parameter_at(
        "imageTagMutabilityExclusionFilters",
        has_exclusion ? "Must be given with " + mutability : "Must not be given with " + mutability);
  ENI_CHECK(check_filters(filters));
  document["imageTagMutability"] = mutability;
  document.erase("imageTagMutabilityExclusionFilters");
  if (has_exclusion)
    document["imageTagMutabilityExclusionFilters"] = json::array(filters.begin(), filters.end());
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
  ENI_CHECK(may_give_tags(call, "ecr:TagResource", repository_arn(repository)));
  if (registry_of(call) != repository.account)
    return invalid_parameter("A repository is made in the caller's own registry");  // Assumed wording.
  if (repositories(call).find(repository.account, repository.region, repository.name))
    return ApiError{"RepositoryAlreadyExistsException", "The repository with name '" + repository.name +
                                                            "' already exists in the registry with id '" +
                                                            repository.account + "'"};
  repositories(call).put(repository);
  return reply_of(repository);
}

ApiResult<Reply> delete_repository(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto force, call.params.boolean("force"));
  const bool has_images = call.store<EcrImageRepository>().has_images(repository_arn(repository));
  if (has_images && !force.value_or(false))
    return ApiError{"RepositoryNotEmptyException",
                    "The repository with name '" + repository.name + "' in registry with id '" +
                        repository.account + "' cannot be deleted because it still contains images"};
  delete_all_images(call, repository);
  repositories(call).remove(repository.account, repository.region, repository.name);
  return reply_of(repository);
}

ApiResult<Reply> describe_repositories(Call& call) {
  json::array items;
  const auto names = texts_at(call.params.all(), "repositoryNames");
  for (const std::string& name : names) {
    ENI_TRY(const auto repository, find_repository(call, name));
    items.push_back(shown(repository));
  }
  json::object reply;
  if (names.empty() && registry_of(call) == call.account().value) {
    ENI_TRY(const auto page, page_request(call, kDefaultPage, kMaxPage));
    auto rows = repositories(call).list(call.account().value, call.region.value, page.after,
                                        static_cast<std::int64_t>(page.size) + 1);
    if (rows.size() > page.size) {
      rows.pop_back();
      reply["nextToken"] = page_token(rows.back().name);
    }
    for (const NamedDocument& repository : rows) items.push_back(shown(repository));
  }
  reply["repositories"] = std::move(items);
  return Reply{std::move(reply)};
}

ApiResult<Reply> put_image_tag_mutability(Call& call) {
  ENI_TRY(auto repository, required_repository(call));
  ENI_CHECK(apply_mutability(call, repository.document));
  repositories(call).put(repository);
  json::object reply = named(repository);
  for (const std::string_view member : {"imageTagMutability", "imageTagMutabilityExclusionFilters"})
    if (const json::value* setting = find(repository.document, member)) reply[member] = *setting;
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
