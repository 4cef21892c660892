#pragma once
/// Members of replies, of JSON services and of XML services alike: those write numbers and booleans as texts.
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "diagnosis/cluster_description.h"

namespace eni::command {

/// 0 if it is absent, or no integer.
long long number_at(const json::value& value, std::string_view key);
/// Where it is absent, or neither true nor false: `fallback`.
bool boolean_at(const json::value& value, std::string_view key, bool fallback = false);
/// Seconds since 1970, or ISO 8601; the clock's zero if it is absent.
TimePoint time_at(const json::value& value, std::string_view key);
/// The texts of a list.
std::vector<std::string> strings_at(const json::value& value, std::string_view key);
/// `keys` of each element of a list.
std::vector<std::string> texts_of(const json::array& list, std::string_view key);
/// A capacity provider strategy.
std::vector<diagnosis::StrategyItem> strategy_at(const json::value& value, std::string_view key);
json::array as_list(const std::vector<std::string>& texts);
/// The same in pieces of at most `size`.
std::vector<std::vector<std::string>> batches(const std::vector<std::string>& all, std::size_t size);

}  // namespace eni::command
