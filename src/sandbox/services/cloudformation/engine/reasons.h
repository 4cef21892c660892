#pragma once
/// Why something did not work, as AWS words it in stack events.
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"

namespace eni::sandbox::cloudformation {

/// Of what a defect of ours broke off.
inline constexpr std::string_view kInternalFailure = "Internal failure";

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

/// "The following resource(s) failed to create: [A, B]. "
std::string failed_to(std::string_view verb, const std::vector<std::string>& logical_ids);

}  // namespace eni::sandbox::cloudformation
