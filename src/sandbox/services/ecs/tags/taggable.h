#pragma once
/// The kinds of resources that can have tags: a row each.
#include <string_view>

#include "aws/arn.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

struct TaggableKind {
  std::string_view type;  ///< of the ARN's resource: "container-instance"
  /// Whether the resource is there and may be tagged. @param arn  of the caller's account and Region
  bool (*exists)(const Call& call, const aws::Arn& arn);
};

/// The ARN in `resourceArn`, of a resource that is there.
/// @error  InvalidParameterException for what is no ARN of a taggable kind; ResourceNotFoundException
ApiResult<std::string> tagged_resource(const Call& call);

}  // namespace eni::sandbox::ecs_service
