#include "sandbox/gateway/params.h"

#include "base/text.h"

namespace eni::sandbox {

using aws::ApiResult;
using aws::validation_error;

namespace {

/// Query protocols deliver an empty list as an empty text.
bool is_empty_text(const json::value& value) { return value.is_string() && value.get_string().empty(); }

/// In the words of AWS's deserializers.
[[noreturn]] void refuse_shape(const json::value& found) {
  const std::string_view message = found.is_array()    ? "Start of list found where not expected"
                                   : found.is_object() ? "Start of structure or map found where not expected"
                                                       : "Unexpected field type";
  throw UnexpectedShape{{"MalformedInput", std::string(message), 400}};
}

/// @param value  not null
std::string scalar_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_number()) return json::serialize(value);
  refuse_shape(value);
}

/// AWS's validation messages name members with a small first letter, whatever the wire says.
std::string member_name(std::string_view name) {
  std::string out(name);
  if (!out.empty()) out[0] = to_lower(out.substr(0, 1))[0];
  return out;
}

aws::ApiError violated(std::string_view value, std::string_view name, std::string_view constraint) {
  std::string message = "1 validation error detected: Value ";
  message.append(value)
      .append(" at '")
      .append(member_name(name))
      .append("' failed to satisfy constraint: Member must ");
  return validation_error(message.append(constraint));
}

aws::ApiError must_be(std::string_view name, std::string_view what) {
  return validation_error("Value at '" + member_name(name) +
                          "' failed to satisfy constraint: Member must be " + std::string(what));
}

std::optional<long long> whole_number(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_array() || value.is_object()) refuse_shape(value);
  if (value.is_uint64()) return std::nullopt;  // beyond what any member holds
  if (value.is_double()) {
    const double number = value.get_double();
    const auto whole = static_cast<long long>(number);
    if (number > -9e15 && number < 9e15 && static_cast<double>(whole) == number) return whole;
    return std::nullopt;
  }
  return value.is_string() ? parse_integer(std::string_view(value.get_string())) : std::nullopt;
}

}  // namespace

std::optional<std::string> given_text(const json::object& structure, std::string_view name) {
  const json::value* value = structure.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return scalar_text(*value);
}

const json::value* Params::find(std::string_view name) const {
  if (recorded_) recorded_->emplace(name);
  const json::value* value = input_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool Params::has(std::string_view name) const { return find(name) != nullptr; }

std::optional<std::string> Params::text(std::string_view name) const {
  const json::value* value = find(name);
  return value ? std::optional{scalar_text(*value)} : std::nullopt;
}

std::string Params::text_or(std::string_view name, std::string_view fallback) const {
  auto value = text(name);
  return value ? std::move(*value) : std::string(fallback);
}

ApiResult<std::string> Params::required(std::string_view name) const {
  const json::value* value = find(name);
  if (!value) return violated("null", name, "not be null");
  return scalar_text(*value);
}

ApiResult<std::optional<long long>> Params::integer(std::string_view name, long long min,
                                                    long long max) const {
  const json::value* value = find(name);
  if (!value) return std::optional<long long>{};
  const auto number = whole_number(*value);
  if (!number) return must_be(name, "an integer");
  const std::string shown = "'" + std::to_string(*number) + "'";
  if (*number < min)
    return violated(shown, name, "have value greater than or equal to " + std::to_string(min));
  if (*number > max) return violated(shown, name, "have value less than or equal to " + std::to_string(max));
  return number;
}

ApiResult<std::optional<bool>> Params::boolean(std::string_view name) const {
  const json::value* value = find(name);
  if (!value) return std::optional<bool>{};
  const std::string text = scalar_text(*value);
  if (iequals(text, "true")) return std::optional{true};
  if (iequals(text, "false")) return std::optional{false};
  return must_be(name, "a boolean");
}

ApiResult<std::vector<std::string>> Params::texts(std::string_view name) const {
  std::vector<std::string> out;
  const json::value* value = find(name);
  if (!value || is_empty_text(*value)) return out;
  if (!value->is_array()) return must_be(name, "a list");
  for (const json::value& element : value->get_array()) {
    if (element.is_null()) return must_be(name, "a list of strings");
    out.push_back(scalar_text(element));
  }
  return out;
}

ApiResult<std::vector<json::object>> Params::objects(std::string_view name) const {
  std::vector<json::object> out;
  const json::value* value = find(name);
  if (!value || is_empty_text(*value)) return out;
  if (!value->is_array()) return must_be(name, "a list");
  for (const json::value& element : value->get_array()) {
    if (!element.is_object()) return must_be(name, "a list of structures");
    out.push_back(element.get_object());
  }
  return out;
}

const json::object* Params::object(std::string_view name) const {
  const json::value* value = find(name);
  if (!value || is_empty_text(*value)) return nullptr;
  if (!value->is_object()) refuse_shape(*value);
  return &value->get_object();
}

}  // namespace eni::sandbox
