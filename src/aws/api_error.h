#pragma once
/// What an AWS API answers when it refuses: the error that callers see, in AWS's own codes and words.
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace eni::aws {

/// The wire form (JSON, query XML, S3 XML) is written in one place per protocol: sandbox/gateway/protocol_*.
struct ApiError {
  std::string code;       ///< as AWS spells it on the wire, e.g. "AccessDeniedException", "NoSuchEntity"
  std::string message;    ///< AWS's wording where known
  int http_status = 400;  ///< 4xx: the sender's fault; 5xx: the receiver's
  /// What the error has of its own beside code and message, and its answer's headers, where the protocol has a place for them: S3
  /// names the bucket or the key.
  std::vector<std::pair<std::string, std::string>> members = {};
  std::vector<std::pair<std::string, std::string>> headers = {};

  ApiError() = default;
  /// Not an aggregate, for the reason Error has.
  ApiError(std::string error_code, std::string text, int status = 400)
      : code{std::move(error_code)}, message{std::move(text)}, http_status{status} {}

  bool operator==(const ApiError&) const = default;
};

template <class T>
using ApiResult = Result<T, ApiError>;

std::ostream& operator<<(std::ostream& out, const ApiError& error);

/// Errors that many services share. One factory per code; a service's own are in its folder.
/// The codes differ by protocol: JSON services say AccessDeniedException where query services say
/// AccessDenied.
ApiError access_denied(std::string message);
ApiError validation_error(std::string message);      ///< query services: ValidationError, 400
ApiError validation_exception(std::string message);  ///< JSON services: ValidationException, 400
ApiError invalid_parameter(std::string message);     ///< ECS: InvalidParameterException, 400
ApiError throttling(std::string message = "Rate exceeded");
ApiError internal_failure(std::string message);
/// What the sandbox does not know: `InvalidAction`, naming it. Never a silent success.
ApiError not_supported(std::string_view what);

}  // namespace eni::aws
