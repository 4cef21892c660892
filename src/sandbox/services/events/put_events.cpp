/// PutEvents: answers when all targets of all rules have been told.
#include "base/time_text.h"
#include "sandbox/services/events/delivery.h"
#include "sandbox/services/events/operations.h"

namespace eni::sandbox::events_service {
namespace {

json::object refused(std::string_view code, std::string message) {
  return {{"ErrorCode", code}, {"ErrorMessage", std::move(message)}};
}

/// Why an entry is none; nothing if it is one.
std::optional<json::object> problem_of(const json::value& entry) {
  for (const char* member : {"Source", "DetailType", "Detail"})
    if (text_at(entry, member).empty())
      return refused("InvalidArgument", "Parameter " + std::string(member) +
                                            " is not valid. Reason: " + member + " is a required argument.");
  const auto detail = parse_json(text_at(entry, "Detail"));
  if (detail.has_error() || !detail->is_object()) return refused("MalformedDetail", "Detail is malformed.");
  if (text_at(entry, "Source").starts_with("aws."))
    return refused("NotAuthorizedForSourceException", "Not authorized for the source.");
  const std::string bus = text_at(entry, "EventBusName");
  if (!bus.empty() && bus != "default" && !bus.ends_with(":event-bus/default"))
    return refused("InvalidArgument", "EventBus " + bus + " is not supported by the sandbox.");
  return std::nullopt;
}

Event event_of(const Call& call, const json::value& entry) {
  Event event;
  event.source = text_at(entry, "Source");
  event.detail_type = text_at(entry, "DetailType");
  event.account = call.account();
  event.region = call.region;
  event.resources = texts_at(entry.get_object(), "Resources");
  event.detail = parse_json(text_at(entry, "Detail"))->get_object();
  return event;
}

TimePoint time_of(const Call& call, const json::value& entry) {
  const json::value* time = find(entry, "Time");
  if (!time || !time->is_number()) return call.now();
  return TimePoint{Duration{static_cast<std::int64_t>(time->to_number<double>() * 1000)}};
}

}  // namespace

Task<ApiResult<Reply>> put_events(Call& call) {
  json::array results;
  std::int64_t failed = 0;
  const json::array entries = array_at(call.params.all(), "Entries");
  for (const json::value& entry : entries) {
    if (auto problem = problem_of(entry)) {
      results.push_back(*std::move(problem));
      ++failed;
      continue;
    }
    const json::object event = envelope_of(call.env, event_of(call, entry), time_of(call, entry));
    results.push_back(json::object{{"EventId", text_at(event, "id")}});
    auto wanting = rules_for(call.env, call.account().value, call.region.value, event);
    for (NamedDocument& rule : wanting) {
      auto delivering = deliver(call.env, std::move(rule), event);
      co_await std::move(delivering);
    }
  }
  co_return Reply{json::object{{"FailedEntryCount", failed}, {"Entries", std::move(results)}}};
}

}  // namespace eni::sandbox::events_service
