#include "sandbox/services/cloudformation/resources/members.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "template/evaluate.h"

namespace eni::sandbox::cloudformation {
namespace {

const Member* find_member(std::span<const Member> members, std::string_view name) {
  const auto row = std::find_if(members.begin(), members.end(),
                                [name](const Member& member) { return member.name == name; });
  return row == members.end() ? nullptr : &*row;
}

std::optional<double> as_number(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string() || value.get_string().empty()) return std::nullopt;
  const std::string text = as_text(value);
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) return std::nullopt;
  return number;
}

std::string api_name(const Member& member, ApiStyle style) {
  if (!member.api_name.empty()) return std::string(member.api_name);
  std::string name(member.name);
  if (style == ApiStyle::kEcs) {
    name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  }
  return name;
}

json::value typed_scalar(const json::value& value, Shape shape) {
  if (shape == Shape::kBoolean && value.is_string()) return as_text(value) == "true";
  if (shape == Shape::kInteger && value.is_string()) {
    if (const auto number = parse_integer(as_text(value))) return *number;
  }
  if (shape == Shape::kNumber) {
    if (const auto number = as_number(value)) return *number;
  }
  if (shape == Shape::kText) return json::value(json::string(tmpl::scalar_text(value)));
  return value;
}

json::value scalar_to_api(const json::value& value, Shape shape, ApiStyle style) {
  if (style == ApiStyle::kEcs) return typed_scalar(value, shape);
  return json::value(json::string(tmpl::scalar_text(value)));
}

json::value list_to_api(const json::array& list, Shape element, std::span<const Member> members,
                        ApiStyle style) {
  json::array out;
  for (const json::value& item : list) {
    if (item.is_object() && !members.empty()) {
      out.push_back(to_api(item.get_object(), members, style));
    } else {
      out.push_back(scalar_to_api(item, element, style));
    }
  }
  return out;
}

json::value map_to_api(const json::object& map) {
  json::object out;
  for (const auto& [key, value] : map) out[key] = tmpl::scalar_text(value);
  return out;
}

}  // namespace

std::string_view shape_name(Shape shape) {
  switch (shape) {
    case Shape::kText:
      return "of type String";
    case Shape::kInteger:
      return "of type Integer";
    case Shape::kNumber:
      return "of type Number";
    case Shape::kBoolean:
      return "of type Boolean";
    case Shape::kList:
    case Shape::kIntegers:
      return "of type List";
    case Shape::kObject:
    case Shape::kTextMap:
    case Shape::kDocument:
      break;
  }
  return "an object";
}

bool has_shape(const json::value& value, Shape shape) {
  const bool is_scalar = !value.is_array() && !value.is_object() && !value.is_null();
  switch (shape) {
    case Shape::kText:
      return is_scalar;
    case Shape::kInteger:
      return value.is_number() || (value.is_string() && parse_integer(as_text(value)));
    case Shape::kNumber:
      return as_number(value).has_value();
    case Shape::kBoolean:
      return value.is_bool() ||
             (value.is_string() && (as_text(value) == "true" || as_text(value) == "false"));
    case Shape::kList:
    case Shape::kIntegers:
      return value.is_array();
    case Shape::kObject:
    case Shape::kTextMap:
      return value.is_object();
    case Shape::kDocument:
      return value.is_object() || value.is_string();
  }
  return false;
}

std::optional<std::string> member_problem(std::span<const Member> members, const json::value& value,
                                          const std::string& path) {
  if (const json::array* list = value.if_array()) {
    for (const json::value& item : *list) {
      const Shape wanted = members.empty() ? Shape::kText : Shape::kObject;
      if (!has_shape(item, wanted)) {
        return "Value of property " + path + " must be a list of " +
               (members.empty() ? "strings" : "objects");
      }
      if (auto problem = member_problem(members, item, path)) return problem;
    }
  }
  if (!value.is_object() || members.empty()) return std::nullopt;
  for (const auto& [key, inner] : value.get_object()) {
    const std::string name = path + "/" + std::string(key);
    const Member* member = find_member(members, key);
    if (!member) return "Encountered unsupported property " + name;
    if (!has_shape(inner, member->shape)) {
      return "Value of property " + name + " must be " + std::string(shape_name(member->shape));
    }
    if (member->shape == Shape::kTextMap) continue;
    if (auto problem = member_problem(member->members, inner, name)) return problem;
  }
  return std::nullopt;
}

json::value to_api(const json::value& value, Shape shape, std::span<const Member> members, ApiStyle style) {
  if (value.is_array()) {
    const Shape element = shape == Shape::kIntegers ? Shape::kInteger : Shape::kText;
    return list_to_api(value.get_array(), element, members, style);
  }
  if (!value.is_object()) return scalar_to_api(value, shape, style);
  // EC2 has no maps: NoDevice: {} is its NoDevice="".
  if (shape == Shape::kTextMap && style == ApiStyle::kEc2) return json::value(json::string());
  if (shape == Shape::kTextMap) return map_to_api(value.get_object());
  if (members.empty()) return value;
  return to_api(value.get_object(), members, style);
}

json::object to_api(const json::object& value, std::span<const Member> members, ApiStyle style) {
  json::object out;
  for (const auto& [key, inner] : value) {
    const Member* member = find_member(members, key);
    if (member) out[api_name(*member, style)] = to_api(inner, member->shape, member->members, style);
  }
  return out;
}

}  // namespace eni::sandbox::cloudformation
