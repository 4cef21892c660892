#pragma once
/// Faults on request: --fault 'SERVICE:Operation=Code[:probability]', '=delay:SECONDS', '=reset'.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"
#include "base/random.h"
#include "base/result.h"

namespace eni::sandbox {

struct FaultRule {
  enum class Kind { kError, kDelay, kReset };
  std::string service;    ///< "sts"; "*" for any
  std::string operation;  ///< "AssumeRole"; "*" for any
  Kind kind = Kind::kError;
  std::string code;  ///< of kError
  std::chrono::milliseconds delay{0};
  double probability = 1;  ///< 0 to 1

  /// @error  what is wrong with the rule, and the grammar as the hint
  static Result<FaultRule> parse(std::string_view text);
  bool applies_to(std::string_view service_name, std::string_view operation_name) const;
};

/// The error that a rule's code is of a service, with the status that the service's model gives it: clients retry by that. A code
/// that no model has is one that services share (AccessDenied* 403, ServiceUnavailable 503, InternalFailure 500), or 400.
aws::ApiError fault_error(const FaultRule& rule, std::string_view service);

/// What the rules do to one call.
struct FaultEffect {
  std::chrono::milliseconds delay{0};  ///< of all delays that came up
  std::optional<aws::ApiError> error;  ///< of the first error that came up, unless a reset came up before
  bool reset = false;

  bool harmless() const { return delay.count() == 0 && !error && !reset; }
};

/// Throws the dice for each rule that applies, in their order; the first error or reset ends it.
FaultEffect draw_faults(const std::vector<FaultRule>& rules, std::string_view service,
                        std::string_view operation, Random& random);

}  // namespace eni::sandbox
