#include "diagnosis/rollout/claim.h"

#include "base/time_text.h"
#include "diagnosis/rollout/record.h"

namespace eni::diagnosis {

std::string to_text(const RolloutClaim& claim) {
  return "run=" + claim.run + " machine=" + claim.machine + " process=" + claim.process +
         " until=" + iso8601(claim.until);
}

std::optional<RolloutClaim> read_rollout_claim(std::string_view text) {
  auto fields = read_fields(text);
  if (!fields) return std::nullopt;
  const auto until = parse_iso8601((*fields)["until"]);
  RolloutClaim claim{(*fields)["run"], (*fields)["machine"], (*fields)["process"], {}};
  if (claim.run.empty() || !until) return std::nullopt;
  claim.until = *until;
  return claim;
}

bool is_held(const RolloutClaim& claim, std::string_view run, TimePoint now, const ProcessView& view) {
  if (claim.run == run || claim.until <= now) return false;
  return claim.machine != view.machine() || view.is_running(claim.process);
}

}  // namespace eni::diagnosis
