#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"
#include "sandbox/services/logs/position_token.h"

namespace eni::sandbox::logs_service {
namespace {

// Source: CloudWatch Logs API Reference, PutLogEvents.
constexpr std::int64_t kMaxBatchBytes = 1'048'576;
constexpr std::size_t kMaxEventBytes = 1'048'576 - kLogEventOverheadBytes;
constexpr std::int64_t kHour = 60LL * 60 * 1000;
constexpr std::int64_t kDay = 24 * kHour;

ApiResult<void> check_batch(const std::vector<LogEvent>& events) {
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].message.size() > kMaxEventBytes)
      return invalid_parameter(
          "Log event too large: " + std::to_string(events[i].message.size() + kLogEventOverheadBytes) +
          " bytes exceeds limit of " + std::to_string(kMaxBatchBytes));
    bytes += static_cast<std::int64_t>(events[i].message.size()) + kLogEventOverheadBytes;
    if (i > 0 && events[i].position.time < events[i - 1].position.time)
      return invalid_parameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  if (bytes > kMaxBatchBytes)
    return invalid_parameter("Upload too large: " + std::to_string(bytes) + " bytes exceeds limit of " +
                             std::to_string(kMaxBatchBytes));
  if (events.back().position.time - events.front().position.time > kDay)
    return invalid_parameter(
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  return {};
}

ApiResult<std::vector<LogEvent>> events_of(const Call& call) {
  std::vector<LogEvent> events;
  for (const json::value& entry : array_at(call.params.all(), "logEvents")) {
    LogEvent event;
    event.position.time = integer_at(entry.as_object(), "timestamp");
    event.message = text_at(entry, "message");
    events.push_back(std::move(event));
  }
  ENI_CHECK(check_batch(events));
  return events;
}

/// Which events of a batch in order are refused by their age; indexes as rejectedLogEventsInfo gives them.
struct Rejected {
  std::size_t expired_end = 0;  ///< first that is not older than the retention
  std::size_t too_old_end = 0;  ///< first that is not older than 14 days
  std::size_t too_new_start = 0;
};

Rejected rejected(const std::vector<LogEvent>& events, const LogGroup& group, std::int64_t now) {
  const auto first_since = [&](std::int64_t time) {
    const auto at = std::partition_point(events.begin(), events.end(),
                                         [&](const LogEvent& event) { return event.position.time < time; });
    return static_cast<std::size_t>(at - events.begin());
  };
  Rejected result;
  if (group.retention_days) result.expired_end = first_since(now - *group.retention_days * kDay);
  result.too_old_end = first_since(now - 14 * kDay);
  result.too_new_start = first_since(now + 2 * kHour + 1);
  return result;
}

json::object rejection_info(const Rejected& rejected, std::size_t count) {
  json::object info;
  if (rejected.too_new_start < count) info["tooNewLogEventStartIndex"] = rejected.too_new_start;
  if (rejected.too_old_end > 0) info["tooOldLogEventEndIndex"] = rejected.too_old_end;
  if (rejected.expired_end > 0) info["expiredLogEventEndIndex"] = rejected.expired_end;
  return info;
}

}  // namespace

ApiResult<Reply> put_log_events(Call& call) {
  ENI_TRY(const auto events, events_of(call));
  ENI_TRY(const auto group, find_group(call));
  ENI_TRY(const auto stream, find_stream(call, group));
  const std::int64_t now = now_millis(call);
  const Rejected refused = rejected(events, group, now);
  const std::size_t begin = std::max(refused.expired_end, refused.too_old_end);
  const std::vector<LogEvent> kept(
      events.begin() + static_cast<std::ptrdiff_t>(begin),
      events.begin() + static_cast<std::ptrdiff_t>(std::max(begin, refused.too_new_start)));
  LogsRepository& logs = repository(call);
  logs.expire(group, now);
  const std::int64_t sequence = kept.empty() ? stream.sequence : logs.append(group.id, stream.id, kept, now);
  json::object reply{{"nextSequenceToken", sequence_token(sequence)}};
  if (auto info = rejection_info(refused, events.size()); !info.empty())
    reply["rejectedLogEventsInfo"] = std::move(info);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::logs_service
