#include "sandbox/task_engine/containers/restart_policy.h"

#include "sandbox/task_engine/containers/container_error.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::size_t kMaxIgnoredCodes = 50;
constexpr std::int64_t kMinPeriod = 60;
constexpr std::int64_t kMaxPeriod = 1'800;
constexpr std::int64_t kMaxExitCode = 255;

Error policy_refused(const char* text) { return cannot_create(std::string("restartPolicy: ") + text); }

}  // namespace

Result<RestartPolicy> read_restart_policy(const json::object& definition) {
  const json::object& policy = object_at(definition, "restartPolicy");
  RestartPolicy out;
  out.enabled = flag_at(policy, "enabled");
  const json::array& codes = array_at(policy, "ignoredExitCodes");
  if (codes.size() > kMaxIgnoredCodes) return policy_refused("at most 50 exit codes can be ignored");
  for (const json::value& code : codes) {
    const auto* number = code.if_int64();
    if (!number || *number < 0 || *number > kMaxExitCode)
      return policy_refused("an exit code is from 0 to 255");
    out.ignored_exit_codes.insert(static_cast<int>(*number));
  }
  if (!policy.contains("restartAttemptPeriod")) return out;
  const auto seconds = find_integer(policy, "restartAttemptPeriod");
  if (!seconds || *seconds < kMinPeriod || *seconds > kMaxPeriod)
    return policy_refused("restartAttemptPeriod must be from 60 to 1800");
  out.attempt_period = std::chrono::seconds{*seconds};
  return out;
}

bool should_restart(const RestartPolicy& policy, const CompletedRun& run, DesiredStatus desired) {
  if (!policy.enabled || desired == DesiredStatus::kStopped) return false;
  if (run.exit_code && policy.ignored_exit_codes.contains(*run.exit_code)) return false;
  return run.ended_at - run.started_at >= policy.attempt_period;
}

}  // namespace eni::sandbox::task_engine
