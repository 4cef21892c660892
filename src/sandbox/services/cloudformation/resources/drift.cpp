#include "sandbox/services/cloudformation/resources/drift.h"

#include "base/text.h"
#include "sandbox/services/cloudformation/drift/comparison.h"

namespace eni::sandbox::cloudformation {
namespace {

const json::value* shown_at(const json::object& object, std::string_view path) {
  const json::value* found = shown_member(object, path.substr(0, path.find('.')));
  const std::string_view rest = rest_of(path);
  if (!found || rest.empty()) return found;
  return found->is_object() ? shown_at(found->get_object(), rest) : nullptr;
}

std::optional<json::value> shown_as(const json::object& item, const ComparedProperty& compared,
                                    const json::value& expected) {
  for (const std::string_view name : compared.names) {
    const json::value* shown = compared.is_collected ? value_at(item, name) : shown_at(item, name);
    if (!shown) continue;
    if (compared.is_collected && expected.is_array()) return all_values_at(item, name);
    return *shown;
  }
  return std::nullopt;
}

/// What further operations show, beside what is shown already.
Task<ApiResult<void>> read_further(const ResourceType& type, ResourceCall& call, json::object& item) {
  for (const FurtherRead& read : type.calls.further) {
    const auto model = shapes::find_service(type.calls.service)->find_operation(read.operation);
    json::object params = key_params(type, call, read.operation);
    params.erase(type.calls.id_member);
    if (model->input()->find_member(type.calls.id_member)) params = key_params(type, call, read.operation);
    const std::string id = json::serialize(json::string(call.physical_id));
    put_constants(replace_all(read.with, "ID", std::string_view(id).substr(1, id.size() - 2)), params);
    const ApiResult<json::object> reply = co_await call.call(type.calls.service, read.operation, params);
    if (reply.has_error() && !is_missing(reply.error())) co_return reply.error();
    if (reply.has_error()) continue;
    const json::value* more = read.item.empty() ? nullptr : value_at(*reply, read.item);
    if (!read.item.empty() && !(more && more->is_object())) continue;
    const json::object& members = more ? more->get_object() : *reply;
    for (const auto& [name, value] : members)
      if (!item.contains(name)) item[name] = value;
  }
  co_return ApiResult<void>{};
}

/// Adds what an operation takes. Members of properties are compared with the whole property.
void add_compared(std::span<const Parameter> parameters, bool updates, std::vector<ComparedProperty>& all) {
  for (const Parameter& parameter : parameters) {
    const std::string_view property = parameter.property;
    if (property.find('.') != std::string_view::npos || property == "Tags") continue;
    auto known = std::ranges::find(all, property, &ComparedProperty::property);
    if (known == all.end()) known = all.insert(all.end(), {property, {property}, false});
    if (!parameter.member.empty()) known->names.insert(known->names.end() - 1, parameter.member);
    known->can_change = known->can_change || (updates && parameter.in != Parameter::In::kCreate);
  }
}

}  // namespace

bool can_drift(const ResourceType& type) {
  return !type.is_custom && !type.calls.read.empty() && !type.calls.create.empty();
}

std::vector<ComparedProperty> compared_properties(const ResourceType& type) {
  const ServiceCalls& calls = type.calls;
  std::vector<ComparedProperty> all;
  add_compared(calls.takes, !calls.update.empty(), all);
  for (const Setting& setting : calls.settings) add_compared(setting.takes, true, all);
  for (const auto& [property, path] : calls.shows) {
    const auto known = std::ranges::find(all, property, &ComparedProperty::property);
    if (known == all.end()) continue;
    known->names = {path};
    known->is_collected = true;
  }
  return all;
}

Task<ApiResult<ResourceDrift>> detect_drift(const ResourceType& type, ResourceCall& call,
                                            json::object written) {
  ResourceDrift drift;
  ApiResult<json::object> item = co_await read_living(type, call);
  if (item.has_error() && is_missing(item.error())) drift.is_deleted = true;
  if (item.has_error() && !drift.is_deleted) co_return item.error();
  drift.actual = drift.is_deleted ? json::object{} : written;
  if (drift.is_deleted) co_return std::move(drift);
  ENI_CO_CHECK(co_await read_further(type, call, *item));
  Comparison comparison;
  for (const ComparedProperty& compared : compared_properties(type)) {
    const std::string_view property = compared.property;
    const json::value* expected = property_at(call.properties, property);
    const json::value* reference = property_at(written, property);
    const std::optional<json::value> shown = expected ? shown_as(*item, compared, *expected) : std::nullopt;
    if (!expected || !reference || !shown) continue;
    drift.actual[property] = comparison.compare({*expected, *reference}, *shown, "/" + std::string(property));
  }
  drift.differences = comparison.take_differences();
  co_return std::move(drift);
}

}  // namespace eni::sandbox::cloudformation
