#pragma once
/// Boost.JSON as the project's value type for everything that arrives or leaves as JSON.
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni {

namespace json = boost::json;

/// What an object is that names a member twice.
enum class DuplicateKeys { kKeepLast, kRefuse };

/// @return  the value of `text`, nested at most 64 deep
/// @error   "not valid JSON: REASON at byte N", or "not valid JSON: a key stands twice in an object"
Result<json::value> parse_json(std::string_view text, DuplicateKeys duplicates = DuplicateKeys::kKeepLast);

/// The member `key` of `value` if `value` is an object and has it, else null.
const json::value* find(const json::value& value, std::string_view key);
const json::value* find(const json::object& object, std::string_view key);

/// The text of a string member, or nothing.
std::optional<std::string> find_string(const json::object& object, std::string_view key);

/// `value` as a std::string; empty unless it is a string.
std::string as_text(const json::value& value);

/// Serialised with two spaces of indentation and a final newline, keys in their order. For people.
std::string pretty(const json::value& value);

}  // namespace eni
