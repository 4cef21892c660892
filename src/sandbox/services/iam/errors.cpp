#include "sandbox/services/iam/errors.h"

namespace eni::sandbox::iam_service {

using aws::ApiError;

ApiError no_such_entity(std::string message) { return {"NoSuchEntity", std::move(message), 404}; }
ApiError entity_already_exists(std::string message) {
  return {"EntityAlreadyExists", std::move(message), 409};
}
ApiError delete_conflict(std::string message) { return {"DeleteConflict", std::move(message), 409}; }
ApiError limit_exceeded(std::string message) { return {"LimitExceeded", std::move(message), 409}; }
ApiError invalid_input(std::string message) { return {"InvalidInput", std::move(message), 400}; }

ApiError protected_role(std::string_view name) {
  return {"UnmodifiableEntity",
          "Cannot perform the operation on the protected role '" + std::string{name} +
              "' - this role is only modifiable by AWS",
          400};
}

ApiError no_such_identity(IdentityKind kind, std::string_view name) {
  return no_such_entity("The " + std::string{to_string(kind)} + " with name " + std::string{name} +
                        " cannot be found.");
}

ApiError no_such_policy(std::string_view arn) {
  return no_such_entity("Policy " + std::string{arn} + " was not found.");
}

}  // namespace eni::sandbox::iam_service
