#include "sandbox/services/cloudformation/resources/resource_type.h"

#include <stdexcept>

#include "base/text.h"
#include "sandbox/services/cloudformation/resources/members.h"
#include "sandbox/shapes/asks_for_nothing.h"
#include "template/evaluate.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kRandomLength = 12;

/// CREATE of a launch template gives it a name like "HostTemplate_vT0sXzKp3Lq8", of a secret one like "Login-vT0sXzKp3Lq8".
std::string logical_id_name(const NameRule& rule, std::string_view logical_id, Random& random) {
  const std::string_view first = logical_id.substr(0, rule.max_length - kRandomLength - 1);
  const char* separator = rule.form == NameRule::Form::kLogicalIdOnly ? "_" : "-";
  return std::string(first) + separator + random.text(kRandomLength, kAlphanumeric);
}

std::string refusal(const ResourceType& type, const std::string& property) {
  return "Property " + property + " of " + std::string(type.name) + " is not supported by the sandbox";
}

/// Of a property that the sandbox does not support. No thing has it, so nothing can lose it either.
bool is_left_out(const json::value& value) {
  return shapes::asks_for_nothing(value, shapes::False::kAsksForNothing);
}

/// AWS's own; nothing for a type that its model does not have.
std::optional<shapes::Shape> shape_of(const ResourceType& type) {
  const auto row = shapes::resource_types().find_operation(type.name);
  return row ? row->input() : std::nullopt;
}

/// The first that AWS requires and that is not there; "" if there is none.
std::string missing_property(const ResourceType& type, const json::object& properties) {
  const auto shape = shape_of(type);
  for (std::size_t at = 0; shape && at < shape->member_count(); ++at) {
    const shapes::Member member = shape->member(at);
    if (member.is_required() && !properties.contains(member.name())) return std::string(member.name());
  }
  return {};
}

/// Functions get every scalar as text, so 5 and "5" are the same to them.
bool is_same(const ResourceType& type, const json::value& before, const json::value& after) {
  return before == after || (type.is_custom && tmpl::stringified(before) == tmpl::stringified(after));
}

}  // namespace

std::string physical_name(const NameRule& rule, std::string_view stack_name, std::string_view logical_id,
                          Random& random) {
  if (rule.form == NameRule::Form::kLogicalIdOnly || rule.form == NameRule::Form::kLogicalIdFirst) {
    return logical_id_name(rule, logical_id, random);
  }
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
  if (!journal) {
    ApiResult<json::object> reply =
        co_await call_with_retries(parts, principal, region, service, operation, params, no_body);
    if (reply.has_error()) refused_operation = operation;
    co_return reply;
  }
  if (auto known = journal->known_reply(service, operation)) co_return *std::move(known);
  const json::object begun = journal->begin(service, operation, params);
  const CommitHook on_commit = [&](const Reply& reply) { journal->note(service, operation, reply); };
  ApiResult<json::object> reply =
      co_await call_with_retries(parts, principal, region, service, operation, begun, no_body, &on_commit);
  if (reply.has_error()) refused_operation = operation;
  if (reply.has_value() && parts.settings.check_replies && journal->may_lose(operation))
    throw std::logic_error("a kill would lose what is made by " + std::string(operation));
  co_return reply;
}

Task<ApiResult<void>> ResourceCall::tell(std::string_view service, std::string_view operation,
                                         json::object params) {
  ENI_CO_CHECK(co_await call(service, operation, params));
  co_return ApiResult<void>{};
}

void ResourceCall::made(std::string id) {
  physical_id = std::move(id);
  exists = true;
  if (on_made) on_made(physical_id);
}

std::string ResourceCall::global_arn(std::string_view service, std::string_view resource) const {
  return "arn:" + partition + ":" + std::string(service) + "::" + account + ":" + std::string(resource);
}

std::string ResourceCall::regional_arn(std::string_view service, std::string_view resource) const {
  return "arn:" + partition + ":" + std::string(service) + ":" + region.value + ":" + account + ":" +
         std::string(resource);
}

std::optional<Property> ResourceType::find_property(std::string_view property) const {
  const std::vector<std::string_view> supported = supported_properties();
  const bool is_supported = std::find(supported.begin(), supported.end(), property) != supported.end();
  const auto shape = shape_of(*this);
  const auto member = shape ? shape->find_member(property) : std::nullopt;
  if (!member && !(is_supported && !shape)) return std::nullopt;
  Property found{property, std::nullopt, OnChange::kUpdate, false, is_supported};
  if (member) {
    found.shape = member->shape();
    found.on_change = member->on_change();
    found.is_required = member->is_required();
  }
  for (const auto& [changed, meaning] : changes) {
    if (changed == property) found.on_change = meaning;
  }
  return found;
}

std::vector<std::string_view> ResourceType::supported_properties() const {
  std::vector<std::string_view> names(reads);
  const auto add = [&names](std::initializer_list<Parameter> parameters) {
    for (const Parameter& parameter : parameters) {
      names.push_back(parameter.property.substr(0, parameter.property.find('.')));
    }
  };
  add(calls.keys);
  add(calls.takes);
  for (const Setting& setting : calls.settings) add(setting.takes);
  for (const ElementList& list : calls.lists) {
    names.push_back(list.property);
    add(list.takes);
  }
  if (!name_property.empty()) names.push_back(name_property);
  if (calls.tagging) names.push_back(calls.tagging->property);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool ResourceType::has_attribute(std::string_view attribute) const {
  if (!attribute_prefix.empty() && attribute.starts_with(attribute_prefix)) return true;
  return std::any_of(attributes.begin(), attributes.end(),
                     [attribute](const Attribute& candidate) { return candidate.name == attribute; });
}

bool ResourceType::is_found_by_name() const {
  return id_of_name || (calls.id.empty() && calls.id_from.size() == 0 && !made_id);
}

bool ResourceType::can_change() const {
  return update || change || configure || !calls.update.empty() || calls.settings.size() > 0 ||
         calls.lists.size() > 0 || is_taggable();
}

std::optional<PropertyProblem> property_problem(const ResourceType& type, const json::object& properties) {
  for (const auto& [key, value] : properties) {
    const std::string name(key);
    const auto property = type.find_property(name);
    if (!property && type.is_custom) continue;
    if (!property) return PropertyProblem{name, "Encountered unsupported property " + name};
    if (!property->is_supported && !is_left_out(value)) {
      return PropertyProblem{name, refusal(type, name)};
    }
    if (!property->shape) continue;
    if (auto problem = value_problem(*property->shape, value, name)) {
      return PropertyProblem{name, *std::move(problem)};
    }
  }
  if (const std::string missing = missing_property(type, properties); !missing.empty()) {
    return PropertyProblem{missing, "Property " + missing + " cannot be empty."};
  }
  return std::nullopt;
}

std::optional<PropertyProblem> refused_property(const ResourceType& type, const json::object& properties) {
  for (const auto& [key, value] : properties) {
    const auto property = type.find_property(key);
    const bool is_refused = property && !property->is_supported && !type.is_custom && !is_left_out(value);
    if (is_refused) return PropertyProblem{std::string(key), refusal(type, std::string(key))};
  }
  return type.refuses ? type.refuses(properties) : std::nullopt;
}

PropertyChanges compare_properties(const ResourceType& type, const json::object& before,
                                   const json::object& after) {
  PropertyChanges changes;
  const auto note = [&](const std::string& name) {
    changes.changed.push_back(name);
    const auto property = type.find_property(name);
    if (!property) return;
    const bool is_conditional = property->on_change == OnChange::kConditional;
    if (property->on_change == OnChange::kReplace ||
        (is_conditional && type.replaces && type.replaces(property->name, before, after))) {
      changes.needs_replacement = true;
    }
  };
  for (const auto& [key, value] : after) {
    const json::value* old = before.if_contains(key);
    if (!old || !is_same(type, *old, value)) note(std::string(key));
  }
  for (const auto& [key, value] : before) {
    if (!after.contains(key)) note(std::string(key));
  }
  return changes;
}

}  // namespace eni::sandbox::cloudformation
