#include "client/retry.h"

#include <algorithm>
#include <cmath>

namespace eni::client {

RetryOptions with_users_choice(RetryOptions options, const RetryOptions& users) {
  if (!users.is_of_user) return options;
  options.is_of_user = true;
  options.max_attempts = users.max_attempts;
  options.max_attempts_if_throttled = 0;
  return options;
}

bool RetryQuota::take(int cost) {
  const std::lock_guard lock{mutex_};
  if (left_ < cost) return false;
  left_ -= cost;
  return true;
}

void RetryQuota::give_back(int cost) {
  const std::lock_guard lock{mutex_};
  left_ = std::min(kCapacity, left_ + (cost == 0 ? kGainWithoutRetry : cost));
}

Duration pause_after(int attempts, const RetryOptions& options, Random& random) {
  const double ceiling = std::min(std::ldexp(1000.0, std::max(0, attempts - 1)),
                                  static_cast<double>(options.longest_pause.count()));
  return Duration{static_cast<Duration::rep>(ceiling * random.fraction())};
}

}  // namespace eni::client
