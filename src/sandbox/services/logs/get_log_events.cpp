#include <limits>

#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"
#include "sandbox/services/logs/position_token.h"

namespace eni::sandbox::logs_service {
namespace {

using Direction = LogsRepository::Direction;

constexpr std::int64_t kMaxEvents = 10'000;
constexpr std::int64_t kEndOfTime = std::numeric_limits<std::int64_t>::max();

/// Where the page begins and which way it goes: by the token, or from the stream's head or tail.
ApiResult<PageToken> page_of(const Call& call) {
  if (const auto text = call.params.text("nextToken")) {
    const auto token = parse_page_token(*text);
    if (!token) return invalid_parameter("The specified nextToken is invalid.");
    return *token;
  }
  if (flag_at(call.params.all(), "startFromHead")) return PageToken{Direction::kForward, {-1, 0}};
  return PageToken{Direction::kBackward, {kEndOfTime, kEndOfTime}};
}

/// The tokens beside an empty page: what was asked for stays the place to ask from.
void add_tokens_of_empty_page(json::object& reply, const Call& call, const PageToken& page) {
  const LogPosition place = call.params.has("nextToken") ? page.position : LogPosition{};
  reply["nextForwardToken"] = page_token({Direction::kForward, place});
  reply["nextBackwardToken"] = page_token({Direction::kBackward, place});
}

}  // namespace

ApiResult<Reply> get_log_events(Call& call) {
  const json::object& input = call.params.all();
  ENI_TRY(const auto page, page_of(call));
  ENI_TRY(const auto group, find_group(call));
  ENI_TRY(const auto stream, find_stream(call, group));
  LogsRepository& logs = repository(call);
  logs.expire(group, now_millis(call));
  auto events = logs.read(stream.id, page.direction, page.position, integer_at(input, "startTime"),
                          integer_at(input, "endTime", kEndOfTime),
                          static_cast<int>(integer_at(input, "limit", kMaxEvents)));
  if (page.direction == Direction::kBackward) std::reverse(events.begin(), events.end());
  json::array entries;
  for (const LogEvent& event : events)
    entries.push_back(json::object{{"timestamp", event.position.time},
                                   {"message", event.message},
                                   {"ingestionTime", event.ingestion_time}});
  json::object reply{{"events", std::move(entries)}};
  if (events.empty()) {
    add_tokens_of_empty_page(reply, call, page);
  } else {
    reply["nextForwardToken"] = page_token({Direction::kForward, events.back().position});
    reply["nextBackwardToken"] = page_token({Direction::kBackward, events.front().position});
  }
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::logs_service
