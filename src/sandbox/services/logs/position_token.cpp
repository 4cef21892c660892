#include "sandbox/services/logs/position_token.h"

#include "base/text.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::size_t kTimeDigits = 20;
constexpr std::size_t kIdDigits = 36;

std::string padded(std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

std::string event_id(LogPosition position) {
  return padded(position.time, kTimeDigits) + padded(position.id, kIdDigits);
}

std::string sequence_token(std::int64_t sequence) { return padded(sequence, kTimeDigits + kIdDigits); }

std::string page_token(const PageToken& token) {
  const char* direction = token.direction == LogsRepository::Direction::kForward ? "f/" : "b/";
  return direction + event_id(token.position) + "/s";
}

std::optional<LogPosition> parse_event_id(std::string_view text) {
  if (text.size() != kTimeDigits + kIdDigits) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto time = parse_integer(text.substr(0, kTimeDigits));
  const auto id = parse_integer(text.substr(kTimeDigits));
  if (!time || !id) return std::nullopt;
  return LogPosition{*time, *id};
}

std::optional<PageToken> parse_page_token(std::string_view text) {
  const bool forward = text.starts_with("f/");
  if (!forward && !text.starts_with("b/")) return std::nullopt;
  text.remove_prefix(2);
  if (text.ends_with("/s")) text.remove_suffix(2);
  const auto position = parse_event_id(text);
  if (!position) return std::nullopt;
  return PageToken{forward ? LogsRepository::Direction::kForward : LogsRepository::Direction::kBackward,
                   *position};
}

}  // namespace eni::sandbox::logs_service
