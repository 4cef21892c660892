#include "sandbox/services/cloudformation/calls/handler_failure.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Of services whose names are more than one word.
constexpr std::pair<std::string_view, std::string_view> kTitles[] = {
    {"autoscaling", "AutoScaling"},
    {"cloudwatch", "CloudWatch"},
    {"elasticloadbalancingv2", "ElasticLoadBalancingV2"},
    {"logs", "CloudWatchLogs"},
};

/// "iam" and "IAM" are "Iam" in the SDK's messages.
std::string service_title(std::string_view service) {
  std::string title = to_lower(service);
  for (const auto& [name, written] : kTitles) {
    if (title == name) return std::string(written);
  }
  if (!title.empty()) title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  return title;
}

constexpr std::string_view kEcs = "ECS";
constexpr std::string_view kInvalidRequest = "InvalidRequest";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_own(const aws::ApiError& error) {
  return error.code == kGeneralServiceException || error.code == kNotStabilized ||
         error.code == kRefusedByHandler;
}

/// What is retried, and has failed at last.
bool is_retried(const aws::ApiError& error) {
  return error.code == "ResourceInUseException" || error.code == "UpdateInProgressException";
}

std::string ecs_message(const aws::ApiError& error, std::string_view operation,
                        const std::string& request_id) {
  const std::string said = error.message +
                           " (Service: AmazonECS; Status Code: " + std::to_string(error.http_status) +
                           "; Error Code: " + error.code + "; Request ID: " + request_id + "; Proxy: null)";
  if (is_retried(error)) return "Out of retries. Last encountered error was: " + said;
  if (handler_error_code(error) != kInvalidRequest || operation.empty()) return said;
  return "Invalid request provided: " + std::string(operation) + " error: " + said;
}

/// [assumption] the code of what is out of retries
std::string_view failure_code(std::string_view service, const aws::ApiError& error) {
  if (error.code == kRefusedByHandler) return kInvalidRequest;
  if (is_own(error)) return error.code;
  return service == kEcs && is_retried(error) ? kGeneralServiceException : handler_error_code(error);
}

}  // namespace

std::string handler_message(std::string_view service, const aws::ApiError& error,
                            const std::string& request_id) {
  return error.message + " (Service: " + service_title(service) +
         ", Status Code: " + std::to_string(error.http_status) + ", Request ID: " + request_id + ")";
}

std::string_view handler_error_code(const aws::ApiError& error) {
  const std::string_view code = error.code;
  if (contains(code, "AccessDenied") || contains(code, "Unauthorized")) return "AccessDenied";
  if (contains(code, "AlreadyExists") || contains(code, "AlreadyOwned") ||
      code == "ResourceConflictException") {
    return "AlreadyExists";
  }
  if (contains(code, "NotFound") || contains(code, "NoSuch")) return "NotFound";
  if (contains(code, "Throttl") || contains(code, "TooManyRequests")) return "Throttling";
  if (contains(code, "LimitExceeded")) return "ServiceLimitExceeded";
  if (contains(code, "Conflict") || code == "BucketNotEmpty") return "ResourceConflict";
  if (error.http_status >= 500) return "ServiceInternalError";
  return kInvalidRequest;
}

std::string handler_failure(std::string_view resource_type, const aws::ApiError& error,
                            std::string_view operation, const std::string& service_request_id,
                            const std::string& request_token) {
  const std::vector<std::string> parts = split(resource_type, ':');
  const std::string service = parts.size() > 2 ? parts[2] : std::string();
  const std::string message = is_own(error)     ? error.message
                              : service == kEcs ? ecs_message(error, operation, service_request_id)
                                                : handler_message(service, error, service_request_id);
  return "Resource handler returned message: \"" + message + "\" (RequestToken: " + request_token +
         ", HandlerErrorCode: " + std::string(failure_code(service, error)) + ")";
}

}  // namespace eni::sandbox::cloudformation
