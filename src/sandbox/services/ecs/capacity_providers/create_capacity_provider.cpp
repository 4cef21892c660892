#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/operations.h"
#include "sandbox/services/ecs/capacity_providers/provider_settings.h"
#include "sandbox/services/ecs/capacity_providers/provider_value.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxName = 255;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_name(const std::string& name) {
  const std::string lower = to_lower(name);
  const bool is_reserved =
      lower.starts_with("aws") || lower.starts_with("ecs") || lower.starts_with("fargate");
  return !is_reserved && name.size() <= kMaxName && std::ranges::all_of(name, is_name_character);
}

struct Request {
  std::string name;
  std::string group;  ///< its name or its ARN; its name once it is known
  json::object settings;
  EcsTags tags;
};

ApiResult<Request> read_request(const Call& call) {
  Request request;
  ENI_TRY(request.name, required_member(call, "name"));
  if (!is_name(request.name)) {
    return aws::invalid_parameter(
        "The specified capacity provider name is invalid. Up to 255 characters are allowed, including "
        "letters "
        "(upper and lowercase), numbers, underscores, and hyphens. The name cannot be prefixed with \"aws\", "
        "\"ecs\", or \"fargate\". Specify a valid name and try again.");
  }
  const std::string group = text_at(structure(call, "autoScalingGroupProvider"), "autoScalingGroupArn");
  if (group.empty()) return aws::invalid_parameter("autoScalingGroupProvider can not be blank.");
  request.group = group;
  ENI_TRY(request.settings, read_settings(call, nullptr));
  ENI_TRY(request.tags, read_tags(call));
  ENI_CHECK(
      may_tag_on_create(call, request.tags, provider_arn(call, request.name), "CreateCapacityProvider"));
  return request;
}

/// A provider that is there already, if it is the same: creating it again answers with it.
/// @error  ClientException if it is another one, or if another has the group
ApiResult<std::optional<EcsCapacityProvider>> existing(const Call& call, const Request& request) {
  auto& providers = call.store<EcsCapacityProviderRepository>();
  auto known = providers.find(place_of(call), request.name);
  if (known) {
    json::object settings = settings_of(*known);
    settings.erase("autoScalingGroupArn");
    if (known->group == request.group && settings == request.settings) return known;
    return client_exception(
        "The specified capacity provider already exists. To change the configuration of an existing capacity "
        "provider, update the capacity provider.");
  }
  if (providers.of_group(place_of(call), request.group)) {
    return client_exception(
        "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a "
        "unique Auto Scaling group ARN and try again.");
  }
  return std::optional<EcsCapacityProvider>{};
}

/// As the caller, who needs the permission for it. [unverified] The value is empty, and the tag is propagated.
/// Source: Amazon ECS Developer Guide, "Amazon ECS cluster auto scaling".
Task<ApiResult<void>> tag_group(const Call& call, const GroupView& group) {
  if (group.has_managed_tag) co_return ApiResult<void>{};
  json::object tag{{"ResourceId", group.name},
                   {"ResourceType", "auto-scaling-group"},
                   {"Key", kManagedTag},
                   {"Value", ""},
                   {"PropagateAtLaunch", true}};
  json::array tags;
  tags.push_back(std::move(tag));
  json::object params;
  params["Tags"] = std::move(tags);
  auto tagging = call.env.gateway.call(call.principal, call.region, "autoscaling", "CreateOrUpdateTags",
                                       std::move(params));
  const auto tagged = co_await std::move(tagging);
  if (tagged.has_error()) co_return client_exception(tagged.error().message);
  co_return ApiResult<void>{};
}

EcsCapacityProvider insert(const Call& call, const Request& request, const GroupView& group) {
  EcsCapacityProvider provider;
  provider.account = call.account().value;
  provider.region = call.region.value;
  provider.name = request.name;
  provider.arn = provider_arn(call, request.name);
  provider.group = request.group;
  json::object settings = request.settings;
  settings["autoScalingGroupArn"] = group.arn;
  provider.document["autoScalingGroupProvider"] = std::move(settings);
  provider = call.store<EcsCapacityProviderRepository>().insert(std::move(provider));
  call.store<EcsTagRepository>().set_tags(provider.arn, request.tags);
  return provider;
}

Reply reply_of(const Call& call, const EcsCapacityProvider& provider) {
  return Reply{json::object{{"capacityProvider", provider_value(call, provider, ProviderTags::kShown)}}};
}

}  // namespace

Task<ApiResult<Reply>> create_capacity_provider(Call& call) {
  ENI_CO_TRY(auto request, read_request(call));
  auto role = ensure_service_linked_role(call);
  co_await std::move(role);
  auto viewing = view_group(call.env, call.account(), call.region, request.group);
  ENI_CO_TRY(const auto group, co_await std::move(viewing));
  // [unverified] wording
  if (!group)
    co_return client_exception(
        "The specified Auto Scaling group was not found. Specify a valid Auto Scaling group ARN and try "
        "again.");
  request.group = group->name;
  ENI_CO_TRY(const auto known, existing(call, request));
  if (known) co_return reply_of(call, *known);
  ENI_CO_CHECK(check_protection(request.settings, *group));
  auto tagging = tag_group(call, *group);
  ENI_CO_CHECK(co_await std::move(tagging));
  // While Auto Scaling was asked, another call may have made it.
  ENI_CO_TRY(const auto rival, existing(call, request));
  if (rival) co_return reply_of(call, *rival);
  sqlite::Transaction transaction{call.env.store.database()};
  const EcsCapacityProvider provider = insert(call, request, *group);
  transaction.commit();
  co_return reply_of(call, provider);
}

}  // namespace eni::sandbox::ecs_service
