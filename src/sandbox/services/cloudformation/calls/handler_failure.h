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

/// Codes of errors that are a handler's own: no service has said them.
inline constexpr std::string_view kGeneralServiceException = "GeneralServiceException";
inline constexpr std::string_view kNotStabilized = "NotStabilized";
inline constexpr std::string_view kRefusedByHandler = "RefusedByHandler";  ///< InvalidRequest

/// Of resource types with handlers: Resource handler returned message: "MESSAGE" (RequestToken: ID,
/// HandlerErrorCode: CODE). The message is the service's, in the words of the handler's SDK. Handlers of ECS have an older one:
///     Invalid request provided: CreateService error: MESSAGE (Service: AmazonECS; Status Code: 400; Error Code: CODE; Request ID: ID;
///     Proxy: null)
///     Out of retries. Last encountered error was: MESSAGE (Service: …
/// Source: aws/containers-roadmap#631, aws/aws-cdk#15366, #19275.
/// @param operation  that the service refused; "" if it is not known
std::string handler_failure(std::string_view resource_type, const aws::ApiError& error,
                            std::string_view operation, const std::string& service_request_id,
                            const std::string& request_token);

/// "AccessDenied", "AlreadyExists", "NotFound", …
std::string_view handler_error_code(const aws::ApiError& error);

}  // namespace eni::sandbox::cloudformation
