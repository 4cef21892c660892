#pragma once
/// How often and when failed calls are made again: the SDKs' standard mode.
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior".
#include <mutex>

#include "base/clock.h"
#include "base/random.h"

namespace eni::client {

struct RetryOptions {
  int max_attempts = 3;  ///< the first one included
  Duration longest_pause = std::chrono::seconds{20};
};

/// How much retrying all calls of a process may do together: a service that is down is not asked three times as often as one
/// that is not. For several threads.
class RetryQuota {
 public:
  /// @return  false: none is left
  bool take();
  void give_back();

 private:
  static constexpr int kCapacity = 500;
  static constexpr int kCost = 5;
  std::mutex mutex_;
  int left_ = kCapacity;
};

/// Before the attempt after `attempts` of them: a random part of 1, 2, 4, … seconds, up to the longest.
Duration pause_after(int attempts, const RetryOptions& options, Random& random);

}  // namespace eni::client
