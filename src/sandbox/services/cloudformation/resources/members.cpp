#include "sandbox/services/cloudformation/resources/members.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "template/evaluate.h"

namespace eni::sandbox::cloudformation {
namespace {

using shapes::Kind;
using shapes::Shape;

/// Names within structures that are not the API's.
struct Alias {
  std::string_view name;
  std::string_view api_name;
};
constexpr Alias kAliases[] = {
    {"GroupSet", "Groups"},
    {"ProxyConfigurationProperties", "properties"},
    {"ServerSideEncryptionByDefault", "ApplyServerSideEncryptionByDefault"},
};

std::optional<double> as_number(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string() || value.get_string().empty()) return std::nullopt;
  const std::string text = as_text(value);
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) return std::nullopt;
  return number;
}

/// "of type String", "an object": how a message names it.
std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kInteger:
    case Kind::kLong:
      return "of type Integer";
    case Kind::kFloat:
    case Kind::kDouble:
      return "of type Number";
    case Kind::kBoolean:
      return "of type Boolean";
    case Kind::kList:
      return "of type List";
    case Kind::kStructure:
    case Kind::kMap:
    case Kind::kDocument:
      return "an object";
    case Kind::kString:
    case Kind::kTimestamp:
    case Kind::kBlob:
      break;
  }
  return "of type String";
}

/// Whether `value` can be taken for `kind`; nothing is said of what is in it.
bool is_of_kind(const json::value& value, Kind kind) {
  switch (kind) {
    case Kind::kInteger:
    case Kind::kLong:
      return value.is_number() || (value.is_string() && parse_integer(as_text(value)));
    case Kind::kFloat:
    case Kind::kDouble:
      return as_number(value).has_value();
    case Kind::kBoolean:
      return value.is_bool() ||
             (value.is_string() && (as_text(value) == "true" || as_text(value) == "false"));
    case Kind::kList:
      return value.is_array();
    case Kind::kStructure:
    case Kind::kMap:
      return value.is_object();
    case Kind::kDocument:
      return value.is_object() || value.is_string();
    case Kind::kString:
    case Kind::kTimestamp:
    case Kind::kBlob:
      break;
  }
  return !value.is_array() && !value.is_object() && !value.is_null();
}

std::optional<std::string> element_problem(const Shape& element, const json::array& list,
                                           const std::string& path) {
  const bool is_structure = element.kind() == Kind::kStructure;
  for (const json::value& item : list) {
    if (!is_of_kind(item, is_structure ? Kind::kStructure : Kind::kString)) {
      return "Value of property " + path + " must be a list of " + (is_structure ? "objects" : "strings");
    }
    if (auto problem = is_structure ? value_problem(element, item, path) : std::nullopt) return problem;
  }
  return std::nullopt;
}

std::optional<std::string> structure_problem(const Shape& structure, const json::object& value,
                                             const std::string& path) {
  for (const auto& [key, inner] : value) {
    const std::string name = path + "/" + std::string(key);
    const auto member = structure.find_member(key);
    if (!member) return "Encountered unsupported property " + name;
    if (auto problem = value_problem(member->shape(), inner, name)) return problem;
  }
  return std::nullopt;
}

json::value typed_scalar(const json::value& value, Kind kind) {
  if (kind == Kind::kBoolean && value.is_string()) return as_text(value) == "true";
  if (kind == Kind::kInteger && value.is_string()) {
    if (const auto number = parse_integer(as_text(value))) return *number;
  }
  if (kind == Kind::kDouble) {
    if (const auto number = as_number(value)) return *number;
  }
  if (kind == Kind::kString) return json::value(json::string(tmpl::scalar_text(value)));
  return value;
}

json::value scalar_to_api(const json::value& value, Kind kind, ApiStyle style) {
  if (style != ApiStyle::kTexts) return typed_scalar(value, kind);
  // EC2 has no maps: NoDevice: {} is its NoDevice="".
  return json::value(json::string(value.is_object() ? std::string() : tmpl::scalar_text(value)));
}

/// A text of the template may be a number of the API: EFS's ids of users.
Kind scalar_kind(const Shape& shape, const std::optional<Shape>& api) {
  const bool is_number = api && (api->kind() == Kind::kInteger || api->kind() == Kind::kLong);
  return shape.kind() == Kind::kString && is_number ? Kind::kInteger : shape.kind();
}

/// A list for an API that takes a text: VPCZoneIdentifier.
json::value joined(const json::array& list) {
  std::vector<std::string> texts;
  for (const json::value& item : list) texts.push_back(tmpl::scalar_text(item));
  return json::value(json::string(join(texts, ",")));
}

std::optional<Shape> element_of(const std::optional<Shape>& api) {
  if (!api || api->kind() != Kind::kList) return std::nullopt;
  return api->element().shape();
}

/// A map of texts; EC2 has none.
json::value map_to_api(const json::object& map, const Shape& value_shape, ApiStyle style) {
  json::object out;
  for (const auto& [key, value] : map) out[key] = scalar_to_api(value, value_shape.kind(), style);
  return out;
}

json::value structure_to_api(const json::object& value, const Shape& shape, const std::optional<Shape>& api,
                             ApiStyle style) {
  json::object out;
  for (const auto& [key, inner] : value) {
    const auto property = shape.find_member(key);
    if (!property) continue;
    const auto member = api_member(api, key);
    const auto member_shape = member ? std::optional<Shape>{member->shape()} : std::nullopt;
    out[member ? request_name(*member, style) : api_name(key, style)] =
        to_api(inner, property->shape(), member_shape, style);
  }
  return out;
}

}  // namespace

ApiStyle api_style(std::string_view service) {
  const auto model = shapes::find_service(service);
  if (!model) return ApiStyle::kSameNames;
  if (model->protocol() == shapes::WireProtocol::kEc2) return ApiStyle::kTexts;
  for (std::size_t at = 0; at < model->operation_count(); ++at) {
    const auto input = model->operation(at).input();
    if (!input || input->member_count() == 0) continue;
    const bool is_small = std::islower(static_cast<unsigned char>(input->member(0).name().front())) != 0;
    return is_small ? ApiStyle::kSmallNames : ApiStyle::kSameNames;
  }
  return ApiStyle::kSameNames;
}

std::string api_name(std::string_view name, ApiStyle style) {
  std::string text(name);
  if (style == ApiStyle::kSmallNames) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

std::optional<std::string> value_problem(const Shape& shape, const json::value& value,
                                         const std::string& path) {
  if (!is_of_kind(value, shape.kind())) {
    return "Value of property " + path + " must be " + std::string(kind_name(shape.kind()));
  }
  if (shape.kind() == Kind::kList) return element_problem(shape.element().shape(), value.get_array(), path);
  if (shape.kind() == Kind::kStructure) return structure_problem(shape, value.get_object(), path);
  return std::nullopt;
}

std::optional<shapes::Member> api_member(const std::optional<Shape>& structure, std::string_view name) {
  if (!structure || structure->kind() != Kind::kStructure) return std::nullopt;
  const std::string lowered = to_lower(name);
  for (std::size_t at = 0; at < structure->member_count(); ++at) {
    if (to_lower(structure->member(at).name()) == lowered) return structure->member(at);
  }
  for (const Alias& alias : kAliases) {
    if (alias.name == name) return structure->find_member(alias.api_name);
  }
  for (std::size_t at = 0; at < structure->member_count(); ++at) {
    const shapes::Member member = structure->member(at);
    if (request_name(member, ApiStyle::kTexts) == name) return member;
  }
  return std::nullopt;
}

std::string request_name(const shapes::Member& member, ApiStyle style) {
  if (style != ApiStyle::kTexts) return std::string(member.name());
  if (!member.query_name().empty()) return std::string(member.query_name());
  std::string name(member.wire_name());
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

json::value to_api(const json::value& value, const Shape& shape, const std::optional<Shape>& api,
                   ApiStyle style) {
  switch (shape.kind()) {
    case Kind::kList: {
      if (api && api->kind() == Kind::kString) return joined(value.get_array());
      json::array out;
      for (const json::value& item : value.get_array()) {
        out.push_back(to_api(item, shape.element().shape(), element_of(api), style));
      }
      return out;
    }
    case Kind::kStructure:
      return structure_to_api(value.get_object(), shape, api, style);
    case Kind::kMap:
      return map_to_api(value.get_object(), shape.value().shape(), style);
    case Kind::kDocument:
      if (style == ApiStyle::kTexts || !value.is_object() || (api && api->kind() != Kind::kString)) break;
      return json::value(json::serialize(value));
    default:
      break;
  }
  return scalar_to_api(value, scalar_kind(shape, api), style);
}

}  // namespace eni::sandbox::cloudformation
