/// What operations are asked with, as rows say: properties in the API's names, settings, lists, tags.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/members.h"
#include "template/evaluate.h"

namespace eni::sandbox::cloudformation {
namespace {

using Parameters = std::span<const Parameter>;

/// The model of what an operation takes.
std::optional<shapes::Shape> input_of(const ResourceType& type, std::string_view operation) {
  const auto service = shapes::find_service(type.calls.service);
  const auto model = service ? service->find_operation(operation) : std::nullopt;
  return model ? model->input() : std::nullopt;
}

std::optional<shapes::Shape> shape_at(std::optional<shapes::Shape> shape, std::string_view path) {
  for (; shape && !path.empty(); path = rest_of(path)) {
    const auto member = api_member(shape, path.substr(0, path.find('.')));
    shape = member ? std::optional<shapes::Shape>{member->shape()} : std::nullopt;
  }
  return shape;
}

std::optional<shapes::Shape> property_shape(const ResourceType& type, std::string_view path) {
  const auto property = type.find_property(path.substr(0, path.find('.')));
  return property ? shape_at(property->shape, rest_of(path)) : std::nullopt;
}

/// Puts `value` at a path, into structures that are made as needed.
void put_at(json::object& params, std::string_view path, json::value value) {
  const std::string_view first = path.substr(0, path.find('.'));
  if (first == path) {
    params[path] = std::move(value);
    return;
  }
  json::value& structure = params[first];
  if (!structure.is_object()) structure = json::object();
  put_at(structure.get_object(), rest_of(path), std::move(value));
}

/// Where an operation takes a property.
std::string member_path(const ResourceType& type, const Parameter& parameter, std::string_view operation) {
  if (!parameter.member.empty()) return std::string(parameter.member);
  const ApiStyle style = api_style(type.calls.service);
  const std::string_view name = parameter.property.substr(parameter.property.rfind('.') + 1);
  const auto member = api_member(input_of(type, operation), name);
  return member ? request_name(*member, style) : api_name(name, style);
}

void put_for(const ResourceType& type, std::string_view operation, const json::object& properties,
             const Parameter& parameter, json::object& params) {
  const json::value* value = property_at(properties, parameter.property);
  const auto shape = value ? property_shape(type, parameter.property) : std::nullopt;
  if (!shape) return;
  const std::string path = member_path(type, parameter, operation);
  const auto api = shape_at(input_of(type, operation), path);
  put_at(params, path, to_api(*value, *shape, api, api_style(type.calls.service)));
}

void put_properties(const ResourceType& type, const ResourceCall& call, Parameter::In except,
                    json::object& params) {
  for (const Parameter& parameter : type.calls.takes) {
    if (parameter.in != except) put_property(type, call, parameter, params);
  }
}

/// Puts the name of a resource as the operation takes it: alone or in a list, `service` or `services`.
void put_name(const ResourceType& type, std::string_view operation, std::string_view member,
              const std::string& name, json::object& params) {
  const auto input = input_of(type, operation);
  std::string taker(member);
  if (!api_member(input, taker) && api_member(input, taker + "s")) taker += "s";
  const auto shape = shape_at(input, taker);
  const bool is_list = shape && shape->kind() == shapes::Kind::kList;
  params[taker] = is_list ? json::value(text_array({name})) : json::value(json::string(name));
}

/// key_params with the keys of the properties given.
json::object key_params_of(const ResourceType& type, const ResourceCall& call, const json::object& properties,
                           std::string_view operation) {
  json::object params;
  const std::string_view id_member = type.calls.id_member;
  if (!id_member.empty()) put_name(type, operation, id_member, call.physical_id, params);
  const std::string_view named = operation.empty() ? type.calls.create : operation;
  for (const Parameter& key : type.calls.keys) put_for(type, named, properties, key, params);
  return params;
}

/// What `setting.put` is told: what is there, or its fallback.
json::object setting_params(const ResourceType& type, const Setting& setting, Parameters takes,
                            const json::object& properties) {
  json::object params;
  for (const Parameter& parameter : takes) {
    if (!parameter.fallback.empty()) {
      put_at(params, member_path(type, parameter, setting.put), json::parse(parameter.fallback));
    }
    put_for(type, setting.put, properties, parameter, params);
  }
  return params;
}

Task<ApiResult<void>> change_parameters(const ResourceType& type, ResourceCall& call, const Setting& setting,
                                        Parameters takes) {
  const json::object wanted = setting_params(type, setting, takes, call.properties);
  if (wanted == setting_params(type, setting, takes, call.old_properties)) co_return ApiResult<void>{};
  const std::string_view operation = wanted.empty() ? setting.remove : setting.put;
  if (operation.empty()) co_return ApiResult<void>{};
  json::object params = key_params(type, call, operation);
  for (const auto& [name, value] : wanted) params[name] = value;
  put_constants(wanted.empty() ? setting.remove_with : setting.put_with, params);
  ENI_CO_CHECK(
      co_await call_patiently(call, type.calls.service, operation, std::move(params), type.calls.busy));
  co_return ApiResult<void>{};
}

/// What the operations of a list are told of an element. That of `remove` is what tells elements apart.
struct Element {
  json::object add;
  json::object remove;
};

/// The element alone: its members, or the text under the list's name for it, or the element in a list of that name.
json::object element_params(const ResourceType& type, const ElementList& list, const json::value& element) {
  const auto taker = shape_at(input_of(type, list.add), list.member);
  if (taker && taker->kind() == shapes::Kind::kList) {
    const shapes::Shape shape = property_shape(type, list.property)->element().shape();
    json::array alone;
    alone.push_back(to_api(element, shape, taker->element().shape(), api_style(type.calls.service)));
    return json::object{{list.member, std::move(alone)}};
  }
  if (!element.is_object()) return json::object{{list.member, tmpl::scalar_text(element)}};
  const shapes::Shape shape = property_shape(type, list.property)->element().shape();
  return to_api(element, shape, input_of(type, list.add), api_style(type.calls.service)).as_object();
}

std::vector<Element> elements_of(const ResourceType& type, const ResourceCall& call, const ElementList& list,
                                 const json::object& properties) {
  std::vector<Element> elements;
  const json::object keys = key_params_of(type, call, properties, list.add);
  for (const json::value& value : array_at(properties, list.property)) {
    Element element{keys, keys};
    for (const Parameter& parameter : list.takes) {
      put_for(type, list.add, properties, parameter, element.add);
    }
    for (const auto& [name, member] : element_params(type, list, value)) {
      element.add[name] = member;
      if (name == list.member) element.remove[name] = member;
    }
    put_constants(list.add_with, element.add);
    put_constants(list.remove_with, element.remove);
    elements.push_back(std::move(element));
  }
  return elements;
}

const Element* find_element(const std::vector<Element>& elements, const Element& wanted) {
  for (const Element& element : elements) {
    if (element.remove == wanted.remove) return &element;
  }
  return nullptr;
}

Task<ApiResult<void>> add_elements(const ResourceType& type, ResourceCall& call, const ElementList& list,
                                   const std::vector<Element>& before, const std::vector<Element>& after) {
  for (const Element& element : after) {
    const Element* old = find_element(before, element);
    if (old && old->add == element.add) continue;
    ENI_CO_CHECK(co_await call.call(type.calls.service, list.add, element.add));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> remove_elements(const ResourceType& type, ResourceCall& call, const ElementList& list,
                                      const std::vector<Element>& before, const std::vector<Element>& after) {
  for (const Element& element : before) {
    if (find_element(after, element)) continue;
    const ApiResult<json::object> reply = co_await call.call(type.calls.service, list.remove, element.remove);
    ENI_CO_CHECK(tolerate_missing(reply));
  }
  co_return ApiResult<void>{};
}

json::value tags_in(Tagging::Form form, const TagMap& tags) {
  if (form == Tagging::Form::kMap) return tag_object(tags);
  if (form != Tagging::Form::kSmallPairs) return tag_list(tags);
  json::array list;
  for (const auto& [key, value] : tags) list.push_back(json::object{{"key", key}, {"value", value}});
  return list;
}

json::value keys_in(Tagging::Form form, const std::vector<std::string>& keys) {
  if (form != Tagging::Form::kSpecification) return text_array(keys);
  json::array list;
  for (const std::string& key : keys) list.push_back(json::object{{"Key", key}});
  return list;
}

/// The stack's tags and the resource's own, for `create`; nothing if there are none.
void put_tags(const ResourceType& type, const ResourceCall& call, json::object& params) {
  const ServiceCalls& calls = type.calls;
  const TagMap tags = tags_of(call);
  if (tags.empty() || calls.tagging->form == Tagging::Form::kWhole) return;
  if (calls.tagging->form == Tagging::Form::kSpecification) {
    params["TagSpecification"] =
        json::array{json::object{{"ResourceType", calls.tagged_as}, {"Tag", tag_list(tags)}}};
  } else {
    put_at(params, calls.tagging->member, tags_in(calls.tagging->form, tags));
  }
}

json::object tagging_params(const ResourceType& type, std::string_view operation,
                            const std::string& resource) {
  const Tagging& tagging = *type.calls.tagging;
  json::object params;
  const bool names_kind = !type.calls.tagged_as.empty() && tagging.form != Tagging::Form::kSpecification;
  if (names_kind) params["ResourceType"] = type.calls.tagged_as;
  put_name(type, operation, tagging.resource, resource, params);
  return params;
}

}  // namespace

void put_property(const ResourceType& type, const ResourceCall& call, const Parameter& parameter,
                  json::object& params) {
  // The names within structures are the same for other operations.
  put_for(type, type.calls.create, call.properties, parameter, params);
}

std::vector<PlannedInput> planned_inputs(const ResourceType& type, const json::object& properties) {
  std::vector<PlannedInput> inputs;
  const auto add = [&](std::string_view operation, Parameters parameters) {
    PlannedInput input{operation, {}};
    for (const Parameter& parameter : parameters) {
      const json::value* value = property_at(properties, parameter.property);
      const auto shape = value ? property_shape(type, parameter.property) : std::nullopt;
      const bool is_sent = parameter.in != Parameter::In::kUpdate && shape &&
                           !value_problem(*shape, *value, std::string(parameter.property));
      if (is_sent) put_for(type, operation, properties, parameter, input.params);
    }
    if (!input.params.empty()) inputs.push_back(std::move(input));
  };
  if (!type.calls.create.empty()) add(type.calls.create, type.calls.takes);
  for (const Setting& setting : type.calls.settings) {
    if (setting.at == Setting::At::kAlways) add(setting.put, setting.takes);
  }
  return inputs;
}

void put_constants(std::string_view members, json::object& params) {
  if (members.empty()) return;
  const json::value parsed = json::parse(members);
  for (const auto& [name, value] : parsed.as_object()) params.emplace(name, value);
}

json::object key_params(const ResourceType& type, const ResourceCall& call, std::string_view operation) {
  return key_params_of(type, call, call.properties, operation);
}

ApiResult<json::object> create_params(const ResourceType& type, const ResourceCall& call) {
  const ServiceCalls& calls = type.calls;
  json::object params;
  if (!calls.name_member.empty()) params[calls.name_member] = call.physical_id;
  if (!calls.token_member.empty()) params[calls.token_member] = call.parts.random.uuid();
  for (const Parameter& key : calls.keys) put_property(type, call, key, params);
  put_properties(type, call, Parameter::In::kUpdate, params);
  if (calls.tagging) put_tags(type, call, params);
  put_constants(calls.create_with, params);
  if (type.prepare) ENI_CHECK(type.prepare(call, params));
  return params;
}

ApiResult<json::object> all_params(const ResourceType& type, const ResourceCall& call) {
  json::object params = key_params(type, call, type.calls.update);
  put_properties(type, call, Parameter::In::kCreate, params);
  if (type.prepare) ENI_CHECK(type.prepare(call, params));
  return params;
}

json::object changed_params(const ResourceType& type, const ResourceCall& call) {
  json::object params = key_params(type, call, type.calls.update);
  for (const Parameter& parameter : type.calls.takes) {
    if (parameter.in == Parameter::In::kCreate || !has_changed(call, parameter.property)) continue;
    if (!parameter.fallback.empty()) {
      put_at(params, member_path(type, parameter, type.calls.create), json::parse(parameter.fallback));
    }
    put_property(type, call, parameter, params);
  }
  return params;
}

Task<ApiResult<void>> change_setting(const ResourceType& type, ResourceCall& call, const Setting& setting) {
  const Parameters takes{setting.takes.begin(), setting.takes.size()};
  if (setting.calls == Setting::Calls::kOne) {
    co_return co_await change_parameters(type, call, setting, takes);
  }
  for (std::size_t at = 0; at < takes.size(); ++at) {
    ENI_CO_CHECK(co_await change_parameters(type, call, setting, takes.subspan(at, 1)));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_list(const ResourceType& type, ResourceCall& call, const ElementList& list,
                                  const json::object& before, const json::object& after) {
  const std::vector<Element> old = elements_of(type, call, list, before);
  const std::vector<Element> wanted = elements_of(type, call, list, after);
  const bool removes_first = list.first == ElementList::First::kRemove;
  if (removes_first) ENI_CO_CHECK(co_await remove_elements(type, call, list, old, wanted));
  ENI_CO_CHECK(co_await add_elements(type, call, list, old, wanted));
  if (!removes_first) ENI_CO_CHECK(co_await remove_elements(type, call, list, old, wanted));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_tags(const ResourceType& type, ResourceCall& call, std::string resource) {
  const Tagging& tagging = *type.calls.tagging;
  const TagChange change = tag_change(call);
  const bool is_whole = tagging.form == Tagging::Form::kWhole;
  const TagMap set = is_whole ? tags_of(call) : change.set;
  const bool is_untagged = is_whole ? set.empty() : !change.removed.empty();
  if (change.set.empty() && change.removed.empty()) co_return ApiResult<void>{};
  if (is_untagged) {
    json::object params = tagging_params(type, tagging.untag, resource);
    if (!is_whole) params[tagging.keys] = keys_in(tagging.form, change.removed);
    ENI_CO_CHECK(co_await call.call(type.calls.service, tagging.untag, params));
  }
  if (!set.empty()) {
    json::object params = tagging_params(type, tagging.tag, resource);
    put_at(params, tagging.member, tags_in(tagging.form, set));
    ENI_CO_CHECK(co_await call.call(type.calls.service, tagging.tag, params));
  }
  co_return ApiResult<void>{};
}

bool has_arn(const ResourceType& type) { return type.arn || !type.arn_prefix.empty(); }

std::string arn_of(const ResourceType& type, const ResourceCall& call) {
  if (type.arn) return type.arn(call);
  return call.regional_arn(type.calls.service, std::string(type.arn_prefix) + call.physical_id);
}

}  // namespace eni::sandbox::cloudformation
