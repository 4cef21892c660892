#include "function/attempts.h"

#include <algorithm>
#include <array>

#include "aws/error_kind.h"

namespace eni::function {

namespace {

constexpr Duration kFirstPause{500};
constexpr Duration kLongestPause{8000};
/// An exchange that hangs must leave time for another.
constexpr Duration kLongestExchange{10'000};

/// What AWS says to a principal, policy or session it has not heard of yet.
constexpr std::array<std::string_view, 3> kNotPropagated{
    "InvalidClientTokenId", "UnrecognizedClientException", "InvalidIdentityToken"};
template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

Fault::Fault(Kind k, std::string_view c, std::string_view m, int status)
    : kind{k}, code{aws::readable(c)}, message{aws::readable(m)}, http_status{status} {}

Remedy remedy_for(const Fault& fault) {
  if (fault.kind != Fault::Kind::kRefused) return Remedy::kTryAgain;
  if (fault.code.rfind("AccessDenied", 0) == 0 || is_one_of(kNotPropagated, fault.code))
    return Remedy::kWaitForIam;
  if (fault.http_status >= 500 || aws::error_kind(fault.code, fault.http_status) != aws::ErrorKind::kFinal)
    return Remedy::kTryAgain;
  return Remedy::kNone;
}

Attempts Attempts::with_iam_patience(Duration longest) const {
  Attempts copy = *this;
  copy.budget_.iam = std::min(budget_.iam, waiter_.now() + longest);
  return copy;
}

Attempts Attempts::with_patience(Duration iam, Duration faults) const {
  Attempts copy = *this;
  copy.budget_.iam = waiter_.now() + iam;
  copy.budget_.faults = waiter_.now() + faults;
  return copy;
}

Backoff Attempts::new_backoff() const { return {random_, kFirstPause, kLongestPause}; }

TimePoint Attempts::exchange_deadline() const {
  return std::min(budget_.end, waiter_.now() + kLongestExchange);
}

Fault Attempts::out_of_time(std::string_view what) {
  return {Fault::Kind::kNoReply, "", "no time was left for " + std::string(what)};
}

bool Attempts::wait_after(std::string_view what, const Fault& fault, Backoff& backoff) const {
  const Remedy remedy = remedy_for(fault);
  if (remedy == Remedy::kNone) return false;
  const TimePoint last = std::min(budget_.end, remedy == Remedy::kWaitForIam ? budget_.iam : budget_.faults);
  const TimePoint next = waiter_.now() + backoff.next();
  if (next >= last) return false;
  log_.info("trying again", {{"exchange", std::string(what)},
                             {"code", fault.code},
                             {"problem", fault.message},
                             {"pauseMilliseconds", std::to_string((next - waiter_.now()).count())}});
  waiter_.wait_until(next);
  return true;
}

}  // namespace eni::function
