#pragma once
/// Tags of ECS's resources: in requests, in replies, in what IAM is asked.
#include <string>
#include <string_view>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecs_tag_repository.h"

namespace eni::sandbox::ecs_service {

inline constexpr std::size_t kMaxTags = 50;

/// The list `tags` of a call; empty if absent.
/// @error  InvalidParameterException: a key or value that is too long, reserved ("aws:"), or given twice; over 50 tags
ApiResult<EcsTags> read_tags(const Call& call);

/// [{"key": …, "value": …}]
json::array tags_value(const EcsTags& tags);
json::array tags_value(const Call& call, std::string_view resource_arn);

/// Tagging while creating needs ecs:TagResource, too, unless the account setting tagResourceAuthorization is off.
/// @param action  what creates, "CreateCluster": the value of ecs:CreateAction
/// @error  AccessDeniedException
ApiResult<void> may_tag_on_create(const Call& call, const EcsTags& tags, const std::string& resource_arn,
                                  std::string_view action);

/// Adds a resource with its tags, aws:ResourceTag/KEY and ecs:ResourceTag/KEY. They are its own: none is judged by the tags of another.
void add_resource(Access& access, const Call& call, std::string resource_arn);
/// All of the resources, "*" if there are none, and the call's tags as condition keys.
Access access_to(const Call& call, const std::vector<std::string>& resource_arns);
Access access_to(const Call& call, std::string resource_arn);

}  // namespace eni::sandbox::ecs_service
