#include "sandbox/services/cloudformation/engine/rollback_triggers.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Duration kBetweenLooks = std::chrono::seconds{5};

json::object configuration_of(const StackWork& work) {
  return (work.operation.target ? *work.operation.target : work.stack.definition).rollback_configuration;
}

std::vector<std::string> triggers_of(const StackWork& work) {
  std::vector<std::string> arns;
  for (const json::object& trigger : objects_of(configuration_of(work), "RollbackTriggers"))
    arns.push_back(scalar_text_at(trigger, "Arn"));
  return arns;
}

/// "arn:…:alarm:NAME"
std::string alarm_name(const std::string& arn) {
  constexpr std::string_view kMark = ":alarm:";
  const std::size_t at = arn.find(kMark);
  return at == std::string::npos ? arn : arn.substr(at + kMark.size());
}

/// Why the stack is to be turned back; nothing if it is not. [unverified] both wordings
std::string verdict(const json::object& reply, const std::vector<std::string>& arns) {
  for (const std::string& arn : arns) {
    bool is_there = false;
    for (const char* kind : {"MetricAlarms", "CompositeAlarms"}) {
      for (const json::object& alarm : objects_of(reply, kind)) {
        if (scalar_text_at(alarm, "AlarmArn") != arn) continue;
        is_there = true;
        if (scalar_text_at(alarm, "StateValue") == "ALARM")
          return "Rollback trigger " + arn + " is in the state ALARM";
      }
    }
    if (!is_there) return "Rollback trigger " + arn + " does not exist";
  }
  return {};
}

/// What the alarms say now, asked as the stack's principal.
Task<std::string> ask(EngineParts& parts, Principal principal, aws::Region region,
                      std::vector<std::string> arns) {
  std::vector<std::string> names;
  for (const std::string& arn : arns) names.push_back(alarm_name(arn));
  json::array kinds;
  kinds.emplace_back("MetricAlarm");
  kinds.emplace_back("CompositeAlarm");
  json::object params{{"AlarmNames", text_array(names)}};
  params["AlarmTypes"] = std::move(kinds);
  const std::string no_body;
  const ApiResult<json::object> reply =
      co_await call_with_retries(parts, principal, region, "monitoring", "DescribeAlarms", params, no_body);
  if (reply.has_error()) co_return "Rollback triggers: " + reply.error().message;
  co_return verdict(*reply, arns);
}

/// What is watched, and for whom: the work is touched only while the watch lives.
struct Watched {
  explicit Watched(StackWork& of)
      : work{of},
        parts{of.parts},
        principal{of.operation.principal},
        region{of.stack.region},
        arns{triggers_of(of)} {}

  StackWork& work;
  EngineParts& parts;
  Principal principal;
  aws::Region region;
  std::vector<std::string> arns;
};

Task<> watch(Watched watched, std::shared_ptr<bool> is_over) {
  while (!*is_over) {
    const std::string reason = co_await ask(watched.parts, watched.principal, watched.region, watched.arns);
    if (*is_over) co_return;
    if (!reason.empty()) {
      watched.work.stop_if_failed(Failure{reason});
      co_return;
    }
    co_await sleep_for(watched.parts.scheduler, kBetweenLooks);
  }
}

}  // namespace

TriggerWatch::TriggerWatch(StackWork& work) {
  Watched watched{work};
  if (watched.arns.empty()) return;
  const RetryParts retries{work.parts.scheduler, work.parts.random, work.parts.log};
  work.tasks.spawn(
      keep_trying(retries, "watch of rollback triggers",
                  [watched = std::move(watched), is_over = is_over_] { return watch(watched, is_over); }));
}

Task<> monitor(StackWork& work) {
  const std::vector<std::string> arns = triggers_of(work);
  if (arns.empty()) co_return;
  const bool at_once = work.parts.settings.pace == Settings::Pace::kInstant;
  const std::chrono::minutes minutes{integer_at(configuration_of(work), "MonitoringTimeInMinutes", 0)};
  const TimePoint end = work.parts.scheduler.now() + (at_once ? Duration{} : Duration{minutes});
  do {
    std::string reason =
        co_await ask(work.parts, work.operation.principal, aws::Region{work.stack.region}, arns);
    if (!reason.empty()) work.stop_if_failed(Failure{std::move(reason)});
    if (work.stopping || work.parts.scheduler.now() >= end) co_return;
    co_await sleep_for(work.parts.scheduler, std::min(kBetweenLooks, end - work.parts.scheduler.now()));
  } while (true);
}

}  // namespace eni::sandbox::cloudformation
