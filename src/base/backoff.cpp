#include "base/backoff.h"

#include <algorithm>

namespace eni {

Duration Backoff::next() {
  const Duration ceiling = std::min(next_, longest_);
  next_ = std::min(next_ * 2, longest_);
  const double half = static_cast<double>(ceiling.count()) / 2;
  return Duration{static_cast<Duration::rep>(half + half * random_.fraction())};
}

}  // namespace eni
