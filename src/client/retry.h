#pragma once
/// How often and when failed calls are made again: the SDKs' standard mode.
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior"; for the quota botocore's RetryQuotaChecker.
#include <mutex>

#include "base/clock.h"
#include "base/random.h"

namespace eni::client {

struct RetryOptions {
  int max_attempts = 3;  ///< the first one included
  Duration longest_pause = std::chrono::seconds{20};
  int max_attempts_if_throttled = 0;  ///< of a call that AWS throttles, where that is more; 0: as of others
  bool is_of_user = false;            ///< the environment or the profile says how many attempts: it stays so
};

/// `options`, but for the number of attempts if a user has chosen one. @param users  what counted before
RetryOptions with_users_choice(RetryOptions options, const RetryOptions& users);

/// How much retrying all calls of a process may do together: a service that is down is not asked three times as often as one
/// that is not. For several threads.
class RetryQuota {
 public:
  /// What a retry takes of it, by what the attempt before has ended in.
  static constexpr int kCost = 5;
  static constexpr int kCostOfTimeout = 10;

  /// @return  false: that much is not left, and nothing is taken
  bool take(int cost);
  /// After a call that has succeeded. @param cost  of its last retry; 0: it needed none
  void give_back(int cost);

 private:
  static constexpr int kCapacity = 500;
  static constexpr int kGainWithoutRetry = 1;
  std::mutex mutex_;
  int left_ = kCapacity;
};

/// Before the attempt after `attempts` of them: a random part of 1, 2, 4, … seconds, up to the longest.
Duration pause_after(int attempts, const RetryOptions& options, Random& random);

}  // namespace eni::client
