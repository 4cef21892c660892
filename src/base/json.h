#pragma once
/// Boost.JSON as the project's value type for everything that arrives or leaves as JSON.
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// The readers of members, for values whose shape is known: what is absent, null, or of another kind counts as "", 0, false, or
/// empty. `value` may be anything; only objects have members. References are into `value`, or to what lasts as long as the program.
std::string text_at(const json::value& value, std::string_view key);
std::string text_at(const json::object& object, std::string_view key);
/// An integer, or a number without a fraction.
std::optional<std::int64_t> find_integer(const json::object& object, std::string_view key);
std::int64_t integer_at(const json::object& object, std::string_view key, std::int64_t fallback = 0);
std::optional<bool> find_flag(const json::object& object, std::string_view key);
bool flag_at(const json::object& object, std::string_view key, bool fallback = false);
const json::array& array_at(const json::value& value, std::string_view key);
const json::array& array_at(const json::object& object, std::string_view key);
const json::object& object_at(const json::value& value, std::string_view key);
const json::object& object_at(const json::object& object, std::string_view key);
/// The strings of a list.
std::vector<std::string> texts_at(const json::object& object, std::string_view key);
/// A string, or a number or boolean as JSON writes it; "" for what is no scalar. Query protocols deliver texts, JSON types.
std::string scalar_text(const json::value& value);
std::string scalar_text_at(const json::object& object, std::string_view key);

/// As json::serialize() writes it, in a fraction of the time: texts are copied in pieces, not character by character.
void append_json(std::string& out, const json::value& value);

/// Serialised with two spaces of indentation and a final newline, keys in their order. For people.
std::string pretty(const json::value& value);

}  // namespace eni
