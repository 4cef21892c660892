#pragma once
/// That one run alone works on a cluster's rollout: a tag of the cluster (record.h), which it renews as long as it goes on.
///
/// One that was killed leaves its claim. It is void once its time is up; before that for who can see that its process is gone, so that
/// whoever runs it again on the same machine need not wait.
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace eni::diagnosis {

/// Long enough for a run that AWS throttles to come to its next renewal.
inline constexpr std::chrono::seconds kClaimLasts{300};
inline constexpr std::chrono::seconds kClaimIsRenewedAfter{60};

struct RolloutClaim {
  std::string run = {};      ///< random
  std::string machine = {};  ///< where it runs: a kernel, and a namespace of process ids in it
  std::string process = {};  ///< its id there and when it began, so that another of the same id is another
  TimePoint until{};

  bool operator==(const RolloutClaim&) const = default;
};

/// "run=… machine=… process=… until=2026-01-01T12:00:00Z"
std::string to_text(const RolloutClaim& claim);
/// Nothing if `text` is not of that form.
std::optional<RolloutClaim> read_rollout_claim(std::string_view text);

/// What somebody who asks knows of its own place.
class ProcessView {
 public:
  virtual ~ProcessView() = default;
  virtual std::string machine() const = 0;  ///< as RolloutClaim has it
  virtual bool is_running(const std::string& process) const = 0;
};

/// Whether another run holds it.
bool is_held(const RolloutClaim& claim, std::string_view run, TimePoint now, const ProcessView& view);

}  // namespace eni::diagnosis
