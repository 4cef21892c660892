#pragma once
/// Lambda's own errors, a factory each, in AWS's words.
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::lambda_service {

aws::ApiError invalid_value(std::string message);  ///< InvalidParameterValueException, 400
aws::ApiError constraint_violated(std::string_view value, std::string_view member,
                                  std::string_view constraint);  ///< ValidationException, 400
aws::ApiError function_not_found(std::string_view arn);          ///< ResourceNotFoundException, 404
aws::ApiError resource_not_found(std::string message);           ///< ResourceNotFoundException, 404
aws::ApiError resource_conflict(std::string message);            ///< ResourceConflictException, 409
aws::ApiError revision_mismatch();                               ///< PreconditionFailedException, 412
aws::ApiError too_many_requests(std::string_view reason);        ///< TooManyRequestsException, 429
aws::ApiError request_too_large(std::string_view operation,
                                std::size_t limit);  ///< RequestTooLargeException, 413
/// A parameter of AWS's that the sandbox does not act on: refused by name rather than ignored.
aws::ApiError unsupported(std::string_view parameter);

}  // namespace eni::sandbox::lambda_service
