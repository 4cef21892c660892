/// CreateLogStream, DeleteLogStream, DescribeLogStreams.
#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"
#include "sandbox/services/logs/position_token.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::int64_t kMaxPage = 50;

json::object described(const std::string& group_arn, const LogStream& stream) {
  json::object entry{{"logStreamName", stream.name},
                     {"creationTime", stream.creation_time},
                     {"arn", group_arn + ":log-stream:" + stream.name},
                     {"storedBytes", 0}};  // AWS reports 0 for streams since 2019
  // There is no token until something was put.
  if (stream.last_ingestion_time) entry["uploadSequenceToken"] = sequence_token(stream.sequence);
  if (stream.first_event_time) entry["firstEventTimestamp"] = *stream.first_event_time;
  if (stream.last_event_time) entry["lastEventTimestamp"] = *stream.last_event_time;
  if (stream.last_ingestion_time) entry["lastIngestionTime"] = *stream.last_ingestion_time;
  return entry;
}

ApiResult<bool> ordered_by_time(const Call& call) {
  const std::string order = call.params.text_or("orderBy", "LogStreamName");
  if (order == "LastEventTime" && call.params.has("logStreamNamePrefix"))
    return invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  return order == "LastEventTime";
}

void sort_by_time(std::vector<LogStream>& streams) {
  std::stable_sort(streams.begin(), streams.end(), [](const LogStream& a, const LogStream& b) {
    return a.last_event_time.value_or(a.creation_time) < b.last_event_time.value_or(b.creation_time);
  });
}

/// Where the page after the stream named `token` begins.
std::size_t page_start(const std::vector<LogStream>& streams, const std::optional<std::string>& token) {
  if (!token) return 0;
  const auto last =
      std::find_if(streams.begin(), streams.end(), [&](const LogStream& s) { return s.name == *token; });
  return last == streams.end() ? streams.size() : static_cast<std::size_t>(last - streams.begin()) + 1;
}

}  // namespace

ApiResult<Reply> create_log_stream(Call& call) {
  const std::string name = call.params.text_or("logStreamName", "");
  ENI_TRY(const auto group, find_group(call));
  if (repository(call).find_stream(group.id, name))
    return already_exists("The specified log stream already exists");
  repository(call).create_stream(group.id, name, now_millis(call));
  return Reply{};
}

ApiResult<Reply> delete_log_stream(Call& call) {
  ENI_TRY(const auto group, find_group(call));
  ENI_TRY(const auto stream, find_stream(call, group));
  repository(call).delete_stream(group.id, stream.id);
  return Reply{};
}

ApiResult<Reply> describe_log_streams(Call& call) {
  ENI_TRY(const auto by_time, ordered_by_time(call));
  const json::object& input = call.params.all();
  ENI_TRY(const auto group, find_group(call));
  auto streams = repository(call).list_streams(group.id, text_at(input, "logStreamNamePrefix"));
  if (by_time) sort_by_time(streams);
  if (flag_at(input, "descending")) std::reverse(streams.begin(), streams.end());
  const std::size_t begin = page_start(streams, call.params.text("nextToken"));
  const std::size_t end =
      std::min(streams.size(), begin + static_cast<std::size_t>(integer_at(input, "limit", kMaxPage)));
  const std::string arn = group_arn(call, group.name);
  json::array entries;
  for (std::size_t i = begin; i < end; ++i) entries.push_back(described(arn, streams[i]));
  json::object reply{{"logStreams", std::move(entries)}};
  if (end < streams.size()) reply["nextToken"] = streams[end - 1].name;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::logs_service
