#pragma once
/// Why a call of AWS gave nothing, and what its caller is told.
#include <optional>
#include <string>

#include "aws/api_error.h"
#include "aws/identifiers.h"
#include "base/result.h"

namespace eni::client {

/// AWS refused, or nobody answered, or the answer is not what the command needs.
struct CallFailure {
  std::optional<aws::ApiError> refused;
  Error problem = {};           ///< if not refused
  bool is_unreachable = false;  ///< nobody answered
  std::string action = {};      ///< as IAM names it: "ecs:DescribeClusters"; empty: no single call failed
  std::string request_id = {};  ///< AWS's, for its support; empty where there is none
  aws::Region region = {};
  /// Command line, environment and profile do not say where to or as whom, or contradict each other: an ARN of another Region, say.
  bool is_misconfigured = false;
  /// AWS has nothing of the name that was given. Some operations refuse that, others answer it with a list that lacks it.
  bool is_missing = false;

  /// Of what AWS answered, or did not: it cannot be gone on with. `message` is a sentence without a final stop.
  static CallFailure unexpected(std::string message, std::string hint = "");

  static CallFailure misconfigured(Error error);

  static CallFailure missing(Error error);

  bool is_refused_with(std::string_view code) const { return refused && refused->code == code; }
  /// Nobody can tell whether AWS has done what it was asked for: no answer came, or one of a fault on AWS's side.
  bool may_be_done() const;
  /// The caller's identity lacks a permission.
  bool is_access_denied() const;
  /// AWS takes the credentials no more.
  bool has_expired_credentials() const;
  /// "ecs:DescribeClusters in eu-central-1: AccessDeniedException: … (request 1b2c)", and what to do about that code.
  Error as_error() const;
};

template <class T>
using CallResult = Result<T, CallFailure>;

}  // namespace eni::client
