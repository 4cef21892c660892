#pragma once
/// Waiting between attempts: longer each time, and never twice the same, so that many callers spread out.
#include "base/clock.h"
#include "base/random.h"

namespace eni {

class Backoff {
 public:
  /// The n-th delay is drawn from the upper half of min(longest, first * 2^n).
  Backoff(Random& random, Duration first, Duration longest)
      : random_{random}, next_{first}, longest_{longest} {}
  Duration next();

 private:
  Random& random_;
  Duration next_;
  Duration longest_;
};

}  // namespace eni
