#pragma once
/// The error of another service, as CloudFormation words it in stack events.
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::cloudformation {

/// A service's error as the SDK that CloudFormation's handlers use writes it:
/// "MESSAGE (Service: Iam, Status Code: 409, Request ID: ID)".
std::string handler_message(std::string_view service, const aws::ApiError& error,
                            const std::string& request_id);

/// Of resource types with handlers: Resource handler returned message: "MESSAGE" (RequestToken: ID,
/// HandlerErrorCode: CODE).
/// @param service  of the type: "AWS::IAM::Role" gives "Iam"
std::string handler_failure(std::string_view resource_type, const aws::ApiError& error,
                            const std::string& service_request_id, const std::string& request_token);

/// "AccessDenied", "AlreadyExists", "NotFound", …
std::string_view handler_error_code(const aws::ApiError& error);

}  // namespace eni::sandbox::cloudformation
