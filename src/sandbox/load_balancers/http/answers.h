#pragma once
/// Answers that a load balancer gives by itself: redirects, fixed responses, errors. As bytes.
#include <string>
#include <string_view>

#include "base/clock.h"
#include "sandbox/load_balancers/routing/model.h"

namespace eni::sandbox::load_balancers {

/// What an answer depends on beside itself.
struct AnswerContext {
  TimePoint now;
  const Listener* listener = nullptr;  ///< whose settings it follows; null: the defaults
  bool is_head = false;                ///< the request was HEAD
  bool close = false;                  ///< the connection ends after it
};

/// Elastic Load Balancing's own page of a status.
std::string error_answer(int status, const AnswerContext& context);
std::string redirect_answer(int status, std::string_view location, const AnswerContext& context);
std::string fixed_answer(const FixedResponse& response, const AnswerContext& context);
/// 500, in words that say what the sandbox does not do.
std::string unsupported_answer(std::string_view what, const AnswerContext& context);

/// "Gateway Time-out": what Elastic Load Balancing calls a status.
std::string_view phrase_of(int status);

}  // namespace eni::sandbox::load_balancers
