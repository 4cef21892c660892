#include "client/retry.h"

#include <algorithm>
#include <cmath>

namespace eni::client {

bool RetryQuota::take() {
  const std::lock_guard lock{mutex_};
  if (left_ < kCost) return false;
  left_ -= kCost;
  return true;
}

void RetryQuota::give_back() {
  const std::lock_guard lock{mutex_};
  left_ = std::min(kCapacity, left_ + kCost);
}

Duration pause_after(int attempts, const RetryOptions& options, Random& random) {
  const double ceiling = std::min(std::ldexp(1000.0, std::max(0, attempts - 1)),
                                  static_cast<double>(options.longest_pause.count()));
  return Duration{static_cast<Duration::rep>(ceiling * random.fraction())};
}

}  // namespace eni::client
