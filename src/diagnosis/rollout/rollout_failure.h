#pragma once
/// What ends a rollout before its end, and what counts as getting on.
#include <tuple>

#include "diagnosis/rollout/rollout_step.h"

namespace eni::diagnosis {

struct RolloutFailure {
  std::string instance = {};  ///< that is no host as it should be; empty: it was not launched yet
  const Group* group = nullptr;
  std::string why = {};  ///< a sentence without its stop
};

/// A host that has registered since and is not as it should be, an instance that has not registered in time or has ended before, or what
/// has come into the way of a part that has begun. No other host may be replaced then. What happens to parts that are left out, and have
/// been from the beginning, is none of its business.
std::optional<RolloutFailure> find_failure(const Description& description, const RolloutPlan& plan,
                                           const RolloutMemory& memory);

/// How far a rollout has come, in what can only get better so and so often: whoever measures by it does not go round in circles.
class RolloutProgress {
 public:
  /// @return  whether it is further than it ever was
  bool advance(const RolloutPlan& plan, const RolloutMemory& memory);

 private:
  /// What is less is better, the first ones above all: hosts to be replaced, hosts on their way out; and negative: zones balanced, hosts
  /// done, percent of refreshes; tasks on the hosts that are to be replaced.
  using Measure = std::tuple<long long, long long, long long, long long, long long, long long>;

  std::optional<Measure> best_;
};

}  // namespace eni::diagnosis
