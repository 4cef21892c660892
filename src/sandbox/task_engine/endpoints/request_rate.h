#pragma once
/// How often somebody may ask: a token bucket.
#include "base/clock.h"

namespace eni::sandbox::task_engine::endpoints {

class RequestRate {
 public:
  /// @param per_second  in the long run. @param burst  at once, after a while without any
  RequestRate(const Clock& clock, double per_second, double burst);

  /// @return  whether one more is allowed now; it is counted then
  bool take();
  /// Whether nobody has asked for so long that it is as new.
  bool is_full() const;

 private:
  /// With what has come since the last look. A clock that was set back brings nothing, and takes nothing away.
  double tokens_now() const;

  const Clock& clock_;
  double per_second_;
  double burst_;
  double tokens_;
  TimePoint filled_;
};

}  // namespace eni::sandbox::task_engine::endpoints
