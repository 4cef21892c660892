#include "base/json.h"

namespace eni {

Result<json::value> parse_json(std::string_view text) {
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

}  // namespace eni
