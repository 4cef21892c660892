#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace eni {

namespace {

/// Members in valid JSON as written: each has its colon, and no other colon stands outside a text.
std::size_t written_members(std::string_view text) {
  std::size_t count = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (inside && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      inside = !inside;
    } else if (!inside && text[i] == ':') {
      ++count;
    }
  }
  return count;
}

std::size_t kept_members(const json::value& value) {
  std::size_t count = 0;
  if (const json::array* array = value.if_array()) {
    for (const json::value& element : *array) count += kept_members(element);
  } else if (const json::object* object = value.if_object()) {
    for (const auto& [key, member] : *object) count += 1 + kept_members(member);
  }
  return count;
}

Result<json::value> parse_keeping_last(std::string_view text) {
  json::parse_options options;
  options.max_depth = 64;
  json::parser parser{{}, options};
  json::error_code code;
  const std::size_t parsed = parser.write_some(text.data(), text.size(), code);
  std::size_t at = parsed;
  if (!code) {
    at = text.find_first_not_of(" \t\r\n", parsed);
    if (at == std::string_view::npos) return parser.release();
    code = json::error::extra_data;
  }
  return Error{"not valid JSON: " + code.message() + " at byte " + std::to_string(at), ""};
}

}  // namespace

Result<json::value> parse_json(std::string_view text, DuplicateKeys duplicates) {
  auto value = parse_keeping_last(text);
  // The parser has no such option; it drops what the last one of a name replaces, so members are missing.
  if (duplicates == DuplicateKeys::kRefuse && value.has_value() &&
      written_members(text) != kept_members(*value)) {
    return Error{"not valid JSON: a key stands twice in an object", ""};
  }
  return value;
}

const json::value* find(const json::object& object, std::string_view key) { return object.if_contains(key); }

const json::value* find(const json::value& value, std::string_view key) {
  const json::object* object = value.if_object();
  return object ? object->if_contains(key) : nullptr;
}

std::optional<std::string> find_string(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value || !value->is_string()) return std::nullopt;
  return as_text(*value);
}

std::string as_text(const json::value& value) {
  const json::string* text = value.if_string();
  return text ? std::string(text->data(), text->size()) : std::string();
}

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? as_text(*value) : std::string();
}

std::string text_at(const json::value& value, std::string_view key) {
  const json::value* member = find(value, key);
  return member ? as_text(*member) : std::string();
}

std::optional<std::int64_t> find_integer(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value || !value->is_number()) return std::nullopt;
  boost::system::error_code code;
  const auto number = value->to_number<std::int64_t>(code);
  if (code) return std::nullopt;
  return number;
}

std::int64_t integer_at(const json::object& object, std::string_view key, std::int64_t fallback) {
  return find_integer(object, key).value_or(fallback);
}

std::optional<bool> find_flag(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

bool flag_at(const json::object& object, std::string_view key, bool fallback) {
  return find_flag(object, key).value_or(fallback);
}

namespace {

const json::array kNoElements;
const json::object kNoMembers;

const json::array& as_array(const json::value* value) {
  const json::array* array = value ? value->if_array() : nullptr;
  return array ? *array : kNoElements;
}

const json::object& as_object(const json::value* value) {
  const json::object* object = value ? value->if_object() : nullptr;
  return object ? *object : kNoMembers;
}

}  // namespace

const json::array& array_at(const json::object& object, std::string_view key) {
  return as_array(find(object, key));
}
const json::array& array_at(const json::value& value, std::string_view key) {
  return as_array(find(value, key));
}
const json::object& object_at(const json::object& object, std::string_view key) {
  return as_object(find(object, key));
}
const json::object& object_at(const json::value& value, std::string_view key) {
  return as_object(find(value, key));
}

std::vector<std::string> texts_at(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  for (const json::value& element : array_at(object, key))
    if (element.is_string()) texts.push_back(as_text(element));
  return texts;
}

std::string scalar_text(const json::value& value) {
  if (value.is_string()) return as_text(value);
  if (value.is_double()) {
    // Boost.JSON writes 1.5 as 1.5E0.
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.get_double()).ptr;
    return {buffer.data(), end};
  }
  return value.is_number() || value.is_bool() ? json::serialize(value) : std::string();
}

std::string scalar_text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? scalar_text(*value) : std::string();
}

namespace {

void write_pretty(const json::value& value, std::string& out, std::size_t depth) {
  const auto newline = [&](std::size_t level) { out.append("\n").append(level * 2, ' '); };
  if (const auto* object = value.if_object(); object && !object->empty()) {
    out += '{';
    const char* separator = "";
    for (const auto& [key, member] : *object) {
      out += separator;
      newline(depth + 1);
      out.append(json::serialize(json::string(key))).append(": ");
      write_pretty(member, out, depth + 1);
      separator = ",";
    }
    newline(depth);
    out += '}';
  } else if (const auto* array = value.if_array(); array && !array->empty()) {
    out += '[';
    const char* separator = "";
    for (const auto& element : *array) {
      out += separator;
      newline(depth + 1);
      write_pretty(element, out, depth + 1);
      separator = ",";
    }
    newline(depth);
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  write_pretty(value, out, 0);
  return out + "\n";
}

namespace {

/// Whether JSON has no place for the character in a text as it is.
constexpr auto kIsEscaped = [] {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
  escaped['"'] = escaped['\\'] = escaped[0x7f] = true;
  return escaped;
}();

/// Of eight bytes at once. A yes may be wrong.
bool may_be_escaped(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const auto zero_for = [&](std::uint64_t byte) {
    const std::uint64_t others = bytes ^ (byte * kOnes);
    return (others - kOnes) & ~others;
  };
  const std::uint64_t below_20 = (bytes - 0x20 * kOnes) & ~bytes;
  return ((below_20 | zero_for('"') | zero_for('\\') | zero_for(0x7f)) & (0x80 * kOnes)) != 0;
}

/// Of how many characters from the first on none is escaped.
std::size_t plain_size(std::string_view text) {
  std::size_t size = 0;
  for (std::uint64_t bytes = 0; size + sizeof bytes <= text.size(); size += sizeof bytes) {
    std::memcpy(&bytes, text.data() + size, sizeof bytes);
    if (may_be_escaped(bytes)) break;
  }
  while (size < text.size() && !kIsEscaped[static_cast<unsigned char>(text[size])]) ++size;
  return size;
}

void append_plain_text(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + text.size() + 2, '"');
  text.copy(out.data() + before + 1, text.size());
}

void append_json_text(std::string& out, std::string_view text) {
  std::size_t plain = plain_size(text);
  if (plain == text.size()) return append_plain_text(out, text);
  out += '"';
  while (plain < text.size()) {
    out += text.substr(0, plain);
    const std::string escaped = json::serialize(json::string_view{&text[plain], 1});
    out += std::string_view{escaped}.substr(1, escaped.size() - 2);
    text.remove_prefix(plain + 1);
    plain = plain_size(text);
  }
  out += text;
  out += '"';
}

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 24> digits;
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

}  // namespace

void append_json(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::object: {
      char before = '{';
      for (const auto& [key, member] : value.get_object()) {
        out += before;
        append_json_text(out, key);
        out += ':';
        append_json(out, member);
        before = ',';
      }
      out += value.get_object().empty() ? "{}" : "}";
      return;
    }
    case json::kind::array: {
      char before = '[';
      for (const json::value& element : value.get_array()) {
        out += before;
        append_json(out, element);
        before = ',';
      }
      out += value.get_array().empty() ? "[]" : "]";
      return;
    }
    case json::kind::string:
      return append_json_text(out, value.get_string());
    case json::kind::int64:
      return append_number(out, value.get_int64());
    case json::kind::uint64:
      return append_number(out, value.get_uint64());
    default:
      out += json::serialize(value);
  }
}

}  // namespace eni
