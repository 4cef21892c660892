#pragma once
/// IAM's own errors, in its words.
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::iam_service {

aws::ApiError no_such_entity(std::string message);         ///< NoSuchEntity, 404
aws::ApiError entity_already_exists(std::string message);  ///< EntityAlreadyExists, 409
aws::ApiError delete_conflict(std::string message);        ///< DeleteConflict, 409
aws::ApiError limit_exceeded(std::string message);         ///< LimitExceeded, 409
aws::ApiError invalid_input(std::string message);          ///< InvalidInput, 400
/// UnmodifiableEntity, 400: a service-linked role.
aws::ApiError protected_role(std::string_view name);
/// "The role with name NAME cannot be found."
aws::ApiError no_such_identity(IdentityKind kind, std::string_view name);
/// "Policy ARN was not found."
aws::ApiError no_such_policy(std::string_view arn);

}  // namespace eni::sandbox::iam_service
