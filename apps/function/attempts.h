#pragma once
/// Trying an exchange again while its fault can pass and there is time for it.
#include <functional>
#include <string_view>

#include "base/backoff.h"
#include "base/log.h"
#include "base/waiter.h"
#include "function/ports.h"

namespace eni::function {

/// What a fault means for another attempt.
enum class Remedy {
  kWaitForIam,  ///< a new role, policy, trust or session that has not propagated: AccessDenied and its kin
  kTryAgain,    ///< throttling, a fault of the service, no answer, an answer nobody understands
  kNone,        ///< the same again would fail the same
};
Remedy remedy_for(const Fault& fault);

/// Until when attempts may start, by what they wait for, and when all has to be over.
struct Budget {
  TimePoint iam;     ///< AccessDenied is retried until then
  TimePoint faults;  ///< what kTryAgain stands for
  TimePoint end;     ///< no exchange goes on after this: what is left belongs to the answer
};

class Attempts {
 public:
  Attempts(Waiter& waiter, Random& random, Logger& log, Budget budget)
      : waiter_{waiter}, random_{random}, log_{log}, budget_{budget} {}

  /// Calls `exchange(deadline)` until it succeeds, its fault is final, or its budget is used up: then the
  /// last fault.
  template <class T>
  Outcome<T> run(std::string_view what, const std::function<Outcome<T>(TimePoint deadline)>& exchange) const {
    Backoff backoff = new_backoff();
    for (;;) {
      if (is_over()) return out_of_time(what);
      Outcome<T> outcome = exchange(exchange_deadline());
      if (outcome.has_value() || !wait_after(what, outcome.error(), backoff)) return outcome;
    }
  }

  /// A copy that waits for IAM no longer than `longest` from now.
  Attempts with_iam_patience(Duration longest) const;
  /// A copy that waits so long from now, whatever was waited before; the end of all stays.
  Attempts with_patience(Duration iam, Duration faults) const;

  const Budget& budget() const { return budget_; }

 private:
  Backoff new_backoff() const;
  bool is_over() const { return waiter_.now() >= budget_.end; }
  TimePoint exchange_deadline() const;
  static Fault out_of_time(std::string_view what);
  /// Waits before the next attempt. @return false if there is to be none
  bool wait_after(std::string_view what, const Fault& fault, Backoff& backoff) const;

  Waiter& waiter_;
  Random& random_;
  Logger& log_;
  Budget budget_;
};

}  // namespace eni::function
