#pragma once
/// Waiting for what AWS does later.
#include <chrono>
#include <string>
#include <thread>

#include "client/call_failure.h"

namespace eni::command {

/// Asks until the answer is yes, for half a minute.
/// @param what       that has not come then: "i-1 does not register"
/// @param condition  () -> client::CallResult<bool>
template <class Condition>
client::CallResult<void> wait_until(const std::string& what, const Condition& condition) {
  constexpr std::chrono::milliseconds kPause{5};
  constexpr std::chrono::seconds kPatience{30};
  for (const auto end = std::chrono::steady_clock::now() + kPatience;
       std::chrono::steady_clock::now() < end;) {
    ENI_TRY(const bool yes, condition());
    if (yes) return {};
    std::this_thread::sleep_for(kPause);
  }
  return client::CallFailure::unexpected("waited " + std::to_string(kPatience.count()) +
                                         " s in vain: " + what);
}

}  // namespace eni::command
