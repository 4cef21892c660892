#pragma once
/// How long a load balancer takes to become active.
#include <chrono>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

/// About as long as AWS takes; with the pace "instant" no time.
inline Duration time_to_provision(Settings::Pace pace) {
  return pace == Settings::Pace::kInstant ? Duration{0} : Duration{std::chrono::minutes{2}};
}

}  // namespace eni::sandbox::elb_service
