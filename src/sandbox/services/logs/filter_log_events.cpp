#include <limits>

#include "sandbox/services/logs/filter_pattern.h"
#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"
#include "sandbox/services/logs/position_token.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::int64_t kMaxEvents = 10'000;
constexpr std::int64_t kMaxBytes = 1024 * 1024;
/// Looked at in one call, whatever is found: the rest is behind nextToken, as AWS does it with large groups.
constexpr std::size_t kMaxWork = 16 * 1024 * 1024;
constexpr std::int64_t kEndOfTime = std::numeric_limits<std::int64_t>::max();

struct StreamChoice {
  std::string names = "[]";  ///< JSON array; empty for all
  std::string prefix;
};

ApiResult<StreamChoice> streams_of(Call& call, const LogGroup& group) {
  StreamChoice choice;
  const auto names = texts_at(call.params.all(), "logStreamNames");
  choice.prefix = call.params.text_or("logStreamNamePrefix", "");
  if (names.empty()) return choice;
  if (!choice.prefix.empty())
    return invalid_parameter("logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");
  json::array list;
  for (const std::string& name : names) {
    if (!repository(call).find_stream(group.id, name)) return stream_not_found();
    list.emplace_back(name);
  }
  choice.names = json::serialize(list);
  return choice;
}

ApiResult<LogPosition> start_of(const Call& call) {
  const auto token = call.params.text("nextToken");
  if (!token) return LogPosition{-1, 0};
  const auto position = parse_event_id(*token);
  if (!position) return invalid_parameter("The specified nextToken is invalid.");
  return *position;
}

json::object found(const LogEvent& event) {
  return {{"logStreamName", event.stream},
          {"timestamp", event.position.time},
          {"message", event.message},
          {"ingestionTime", event.ingestion_time},
          {"eventId", event_id(event.position)}};
}

}  // namespace

ApiResult<Reply> filter_log_events(Call& call) {
  const json::object& input = call.params.all();
  const std::int64_t limit = integer_at(input, "limit", kMaxEvents);
  ENI_TRY(const auto start, start_of(call));
  const auto pattern = FilterPattern::parse(text_at(input, "filterPattern"));
  if (pattern.has_error()) return invalid_parameter(pattern.error().message);
  ENI_TRY(const auto group, find_group(call));
  ENI_TRY(const auto streams, streams_of(call, group));
  LogsRepository& logs = repository(call);
  logs.expire(group, now_millis(call));

  json::array events;
  std::int64_t bytes = 0;
  std::size_t work = 0;
  LogPosition last = start;
  bool more = false;
  logs.scan(group.id, streams.names, streams.prefix, start, integer_at(input, "startTime"),
            integer_at(input, "endTime", kEndOfTime), [&](const LogEvent& event) {
              if (static_cast<std::int64_t>(events.size()) == limit || bytes > kMaxBytes || work > kMaxWork) {
                more = true;
                return false;
              }
              last = event.position;
              work += pattern->work(event.message);
              if (!pattern->matches(event.message)) return true;
              bytes += static_cast<std::int64_t>(event.message.size()) + kLogEventOverheadBytes;
              events.push_back(found(event));
              return true;
            });
  json::object reply{{"events", std::move(events)}, {"searchedLogStreams", json::array{}}};
  if (more) reply["nextToken"] = event_id(last);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::logs_service
