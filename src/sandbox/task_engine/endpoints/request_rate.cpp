#include "sandbox/task_engine/endpoints/request_rate.h"

#include <algorithm>

namespace eni::sandbox::task_engine::endpoints {

RequestRate::RequestRate(const Clock& clock, double per_second, double burst)
    : clock_{clock}, per_second_{per_second}, burst_{burst}, tokens_{burst}, filled_{clock.now()} {}

double RequestRate::tokens_now() const {
  const std::chrono::duration<double> passed = std::max(clock_.now() - filled_, Duration{});
  return std::min(burst_, tokens_ + passed.count() * per_second_);
}

bool RequestRate::take() {
  tokens_ = tokens_now();
  filled_ = clock_.now();
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

bool RequestRate::is_full() const { return tokens_now() >= burst_; }

}  // namespace eni::sandbox::task_engine::endpoints
