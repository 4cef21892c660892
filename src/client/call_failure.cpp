#include "client/call_failure.h"

#include <algorithm>

#include "aws/error_kind.h"

namespace eni::client {

namespace {

constexpr std::string_view kDenied[] = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation",
                                        "AuthorizationError", "AuthorizationErrorException"};
constexpr std::string_view kExpired[] = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"};
constexpr std::string_view kUnknownKey[] = {
    "InvalidClientTokenId",  "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure",
    "SignatureDoesNotMatch", "InvalidSignatureException",   "IncompleteSignature"};

template <std::size_t N>
bool is_one_of(const std::string_view (&codes)[N], const std::string& code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

std::string advice(const aws::ApiError& error, const std::string& action) {
  if (is_one_of(kDenied, error.code) && !action.empty())
    return "the caller's identity needs the IAM action " + action;
  if (is_one_of(kExpired, error.code)) return "the credentials have expired: log in again, or renew them";
  if (is_one_of(kUnknownKey, error.code))
    return "the credentials are not those of an AWS account at this endpoint: check --profile, "
           "--endpoint-url and the "
           "AWS_ variables of the environment";
  if (aws::error_kind(error.code, error.http_status) == aws::ErrorKind::kThrottling)
    return "AWS limits how often this may be called: try again in a minute";
  return "";
}

}  // namespace

CallFailure CallFailure::unexpected(std::string message, std::string hint) {
  return {std::nullopt, {std::move(message), std::move(hint)}};
}

CallFailure CallFailure::misconfigured(Error error) {
  CallFailure failure{std::nullopt, std::move(error)};
  failure.is_misconfigured = true;
  return failure;
}

CallFailure CallFailure::missing(Error error) {
  CallFailure failure{std::nullopt, std::move(error)};
  failure.is_missing = true;
  return failure;
}

bool CallFailure::may_be_done() const {
  // Without the name of a call none was sent.
  if (!refused) return !action.empty();
  return refused->http_status >= 500 &&
         aws::error_kind(refused->code, refused->http_status) != aws::ErrorKind::kThrottling;
}

bool CallFailure::is_access_denied() const { return refused && is_one_of(kDenied, refused->code); }

bool CallFailure::has_expired_credentials() const { return refused && is_one_of(kExpired, refused->code); }

Error CallFailure::as_error() const {
  std::string what = action;
  if (!what.empty() && !region.empty()) what += " in " + region.value;
  if (!what.empty()) what += ": ";
  if (!refused) return {what + problem.message, problem.hint};
  what += refused->code + (refused->message.empty() ? "" : ": " + refused->message);
  if (!request_id.empty()) what += " (request " + request_id + ")";
  return {what, advice(*refused, action)};
}

}  // namespace eni::client
