#include "eni_trunking/clusters/reply_fields.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::command {

namespace {

std::string scalar_at(const json::value& value, std::string_view key) {
  const json::value* found = find(value, key);
  return found ? scalar_text(*found) : "";
}

}  // namespace

long long number_at(const json::value& value, std::string_view key) {
  return parse_integer(scalar_at(value, key)).value_or(0);
}

bool boolean_at(const json::value& value, std::string_view key, bool fallback) {
  const std::string text = scalar_at(value, key);
  return text == "true" || (text != "false" && fallback);
}

TimePoint time_at(const json::value& value, std::string_view key) {
  const json::value* found = find(value, key);
  if (!found) return {};
  if (found->is_string()) return parse_iso8601(as_text(*found)).value_or(TimePoint{});
  boost::system::error_code unreadable;
  const double seconds = found->to_number<double>(unreadable);
  if (unreadable) return {};
  return TimePoint{std::chrono::duration_cast<TimePoint::duration>(std::chrono::duration<double>{seconds})};
}

std::vector<std::string> strings_at(const json::value& value, std::string_view key) {
  std::vector<std::string> texts;
  for (const json::value& element : array_at(value, key)) texts.push_back(as_text(element));
  return texts;
}

std::vector<std::string> texts_of(const json::array& list, std::string_view key) {
  std::vector<std::string> texts;
  for (const json::value& element : list) texts.push_back(text_at(element, key));
  return texts;
}

std::vector<diagnosis::StrategyItem> strategy_at(const json::value& value, std::string_view key) {
  std::vector<diagnosis::StrategyItem> strategy;
  for (const json::value& item : array_at(value, key))
    strategy.push_back(
        {text_at(item, "capacityProvider"), number_at(item, "base"), number_at(item, "weight")});
  return strategy;
}

json::array as_list(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

std::vector<std::vector<std::string>> batches(const std::vector<std::string>& all, std::size_t size) {
  std::vector<std::vector<std::string>> pieces;
  for (std::size_t at = 0; at < all.size(); at += size) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
    pieces.emplace_back(first, first + static_cast<std::ptrdiff_t>(std::min(size, all.size() - at)));
  }
  return pieces;
}

}  // namespace eni::command
