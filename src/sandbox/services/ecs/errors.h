#pragma once
/// ECS's errors: one factory per code, in ECS's words.
/// Source: Amazon ECS API Reference, "Common Errors" and each operation's errors.
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::ecs_service {

/// ClientException: what the caller may not do with the resource, or a resource that is not there.
aws::ApiError client_exception(std::string message);
/// "Cluster not found."
aws::ApiError cluster_not_found();
/// A cluster that was deleted: "The referenced cluster was inactive."
aws::ApiError cluster_inactive();
/// InvalidParameterException for what the sandbox leaves out: names it.
aws::ApiError unsupported(std::string_view what);

}  // namespace eni::sandbox::ecs_service
