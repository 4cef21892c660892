#include "sandbox/services/lambda/errors.h"

namespace eni::sandbox::lambda_service {

using aws::ApiError;

ApiError invalid_value(std::string message) {
  return {"InvalidParameterValueException", std::move(message), 400};
}

ApiError constraint_violated(std::string_view value, std::string_view member, std::string_view constraint) {
  return {"ValidationException",
          std::string("1 validation error detected: Value '")
              .append(value)
              .append("' at '")
              .append(member)
              .append("' failed to satisfy constraint: ")
              .append(constraint),
          400};
}

ApiError function_not_found(std::string_view arn) {
  return resource_not_found(std::string("Function not found: ").append(arn));
}

ApiError resource_not_found(std::string message) {
  return {"ResourceNotFoundException", std::move(message), 404};
}

ApiError resource_conflict(std::string message) {
  return {"ResourceConflictException", std::move(message), 409};
}

ApiError revision_mismatch() {
  return {
      "PreconditionFailedException",
      "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to "
      "retrieve the latest RevisionId",
      412};
}

ApiError too_many_requests(std::string_view reason) {
  return {"TooManyRequestsException", std::string("Rate Exceeded. Reason: ").append(reason), 429};
}

ApiError request_too_large(std::string_view operation, std::size_t limit) {
  return {"RequestTooLargeException",
          "Request must be smaller than " + std::to_string(limit) + " bytes for the " +
              std::string(operation) + " operation",
          413};
}

ApiError unsupported(std::string_view parameter) {
  return invalid_value(std::string(parameter) + " is not supported by this sandbox (docs/compatibility.md)");
}

}  // namespace eni::sandbox::lambda_service
