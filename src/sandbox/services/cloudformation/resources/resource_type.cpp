#include "sandbox/services/cloudformation/resources/resource_type.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kRandomLength = 12;

std::string_view shape_name(Shape shape) {
  switch (shape) {
    case Shape::kText:
      return "of type String";
    case Shape::kInteger:
      return "of type Integer";
    case Shape::kBoolean:
      return "of type Boolean";
    case Shape::kList:
      return "of type List";
    case Shape::kObject:
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
    case Shape::kBoolean:
      return value.is_bool() ||
             (value.is_string() && (as_text(value) == "true" || as_text(value) == "false"));
    case Shape::kList:
      return value.is_array();
    case Shape::kObject:
      return value.is_object();
    case Shape::kDocument:
      return value.is_object() || value.is_string();
  }
  return false;
}

}  // namespace

std::string physical_name(const NameRule& rule, std::string_view stack_name, std::string_view logical_id,
                          Random& random) {
  const std::string suffix = random.text(kRandomLength, kUpperAlphanumeric);
  std::string_view first = rule.form == NameRule::Form::kCfnFirst ? std::string_view{"CFN"} : stack_name;
  std::string_view second = logical_id;
  const std::size_t room = rule.max_length - kRandomLength - 2;
  if (first.size() + second.size() > room) {
    const std::size_t half = room / 2;
    const std::size_t for_second =
        std::min(second.size(), std::max(half, room - std::min(first.size(), half)));
    second = second.substr(0, for_second);
    first = first.substr(0, room - for_second);
  }
  std::string name = std::string(first) + "-" + std::string(second) + "-" + suffix;
  return rule.form == NameRule::Form::kLowerCase ? to_lower(name) : name;
}

Task<ApiResult<json::object>> ResourceCall::call(std::string_view service, std::string_view operation,
                                                 const json::object& params) {
  const std::string no_body;
  ApiResult<json::object> reply =
      co_await call_with_retries(parts, principal, region, service, operation, params, no_body);
  co_return reply;
}

std::string ResourceCall::global_arn(std::string_view service, std::string_view resource) const {
  return "arn:" + partition + ":" + std::string(service) + "::" + account + ":" + std::string(resource);
}

std::string ResourceCall::regional_arn(std::string_view service, std::string_view resource) const {
  return "arn:" + partition + ":" + std::string(service) + ":" + region.value + ":" + account + ":" +
         std::string(resource);
}

const Property* ResourceType::find_property(std::string_view property) const {
  const auto row = std::find_if(properties.begin(), properties.end(),
                                [property](const Property& candidate) { return candidate.name == property; });
  return row == properties.end() ? nullptr : &*row;
}

std::optional<PropertyProblem> property_problem(const ResourceType& type, const json::object& properties) {
  for (const auto& [key, value] : properties) {
    const std::string name(key);
    const Property* property = type.find_property(name);
    if (!property && type.is_custom) continue;
    if (!property) return PropertyProblem{name, "Encountered unsupported property " + name};
    if (!has_shape(value, property->shape)) {
      return PropertyProblem{
          name, "Value of property " + name + " must be " + std::string(shape_name(property->shape))};
    }
  }
  for (const Property& property : type.properties) {
    if (property.presence == Presence::kRequired && !properties.contains(property.name)) {
      const std::string name(property.name);
      return PropertyProblem{name, "Property " + name + " cannot be empty."};
    }
  }
  return std::nullopt;
}

PropertyChanges compare_properties(const ResourceType& type, const json::object& before,
                                   const json::object& after) {
  PropertyChanges changes;
  const auto note = [&](const std::string& name) {
    changes.changed.push_back(name);
    const Property* property = type.find_property(name);
    if (property && property->on_change == OnChange::kReplace) changes.needs_replacement = true;
  };
  for (const auto& [key, value] : after) {
    const json::value* old = before.if_contains(key);
    if (!old || *old != value) note(std::string(key));
  }
  for (const auto& [key, value] : before) {
    if (!after.contains(key)) note(std::string(key));
  }
  return changes;
}

}  // namespace eni::sandbox::cloudformation
