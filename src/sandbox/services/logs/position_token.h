#pragma once
/// Tokens and ids of CloudWatch Logs: fifty-six digits that stand for an event's place in time.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/store/logs_repository.h"

namespace eni::sandbox::logs_service {

/// An event's id as FilterLogEvents gives it; ids sort like events.
std::string event_id(LogPosition position);
std::string sequence_token(std::int64_t sequence);

struct PageToken {
  LogsRepository::Direction direction = LogsRepository::Direction::kForward;
  LogPosition position;  ///< of the event on the page's edge; it is not on the page
};

/// "f/DIGITS/s" or "b/DIGITS/s", as GetLogEvents gives them.
std::string page_token(const PageToken& token);
/// Nothing if `text` is no such token.
std::optional<PageToken> parse_page_token(std::string_view text);
std::optional<LogPosition> parse_event_id(std::string_view text);

}  // namespace eni::sandbox::logs_service
