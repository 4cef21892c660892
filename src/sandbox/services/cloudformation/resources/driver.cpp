#include "sandbox/services/cloudformation/resources/driver.h"

#include "sandbox/services/cloudformation/resources/members.h"

namespace eni::sandbox::cloudformation {
namespace {

json::object item_at(const json::object& reply, std::string_view path) {
  if (path.empty()) return reply;
  const json::value* value = value_at(reply, path);
  return value && value->is_object() ? value->get_object() : json::object{};
}

/// "NatGateway nat-1"
std::string title_of(const ResourceType& type, const ResourceCall& call) {
  return std::string(type.name.substr(type.name.rfind(':') + 1)) + " " + call.physical_id;
}

ApiError not_found(const ResourceType& type, const ResourceCall& call) {
  return {"NotFound",
          "Resource of type '" + std::string(type.name) + "' with identifier '" + call.physical_id +
              "' was not found.",
          400};
}

bool is_gone(const States& states, const json::object& item) {
  const std::string state = text_at(item, states.path);
  return std::find(states.gone.begin(), states.gone.end(), state) != states.gone.end();
}

/// What `create` takes; the names within structures are the same for other operations.
std::optional<shapes::Shape> input_of(const ServiceCalls& calls) {
  const auto service = shapes::find_service(calls.service);
  const auto operation = service ? service->find_operation(calls.create) : std::nullopt;
  return operation ? operation->input() : std::nullopt;
}

/// The member that takes a property, if the API's model has it.
std::optional<shapes::Member> member_of(const ResourceType& type, const Parameter& parameter) {
  return api_member(input_of(type.calls), parameter.member.empty() ? parameter.property : parameter.member);
}

std::string member_name(const ResourceType& type, const Parameter& parameter) {
  if (!parameter.member.empty()) return std::string(parameter.member);
  const ApiStyle style = api_style(type.calls.service);
  const auto member = member_of(type, parameter);
  return member ? request_name(*member, style) : api_name(parameter.property, style);
}

void put_properties(const ResourceType& type, const ResourceCall& call,
                    std::initializer_list<Parameter> parameters, Parameter::In except, json::object& params) {
  for (const Parameter& parameter : parameters) {
    if (parameter.in != except) put_property(type, call, parameter, params);
  }
}

Task<ApiResult<json::object>> when_ready(const ResourceType& type, ResourceCall& call) {
  const States& states = type.calls.states;
  Poll poll{call, TimeLimits::kState, title_of(type, call)};
  for (;;) {
    ENI_CO_TRY(json::object item, co_await read_resource(type, call));
    const std::string state = text_at(item, states.path);
    if (state == states.ready) co_return std::move(item);
    if (!states.pending.empty() && state != states.pending) {
      co_return ApiError{
          "NotStabilized",
          title_of(type, call) + " is in state " + state +
              " and hence failed to stabilize. Detailed failure message: " + text_at(item, states.reason),
          400};
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<void>> when_gone(const ResourceType& type, ResourceCall& call) {
  Poll poll{call, TimeLimits::kState, title_of(type, call)};
  for (;;) {
    const ApiResult<json::object> item = co_await read_living(type, call);
    if (item.has_error()) co_return tolerate_missing(item);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// The outcome of an update: read if a reply has something to tell.
Task<ApiResult<ResourceOutcome>> outcome_now(const ResourceType& type, ResourceCall& call) {
  if (type.outcome) co_return co_await type.outcome(call);
  const bool is_read = !type.calls.read.empty() &&
                       std::any_of(type.attributes.begin(), type.attributes.end(),
                                   [](const Attribute& row) { return row.from == Attribute::From::kReply; });
  if (!is_read) co_return outcome_of(type, call, nullptr);
  ENI_CO_TRY(const json::object item, co_await read_resource(type, call));
  co_return outcome_of(type, call, &item);
}

Task<ApiResult<ResourceOutcome>> create_by_row(const ResourceType& type, ResourceCall& call) {
  ENI_CO_TRY(const json::object params, create_params(type, call));
  ENI_CO_TRY(const json::object reply, co_await call.call(type.calls.service, type.calls.create, params));
  json::object item = item_at(reply, type.calls.made);
  if (type.made_id) {
    call.made(type.made_id(call, reply));
  } else {
    call.made(type.calls.id.empty() ? call.physical_id : text_at(item, type.calls.id));
  }
  if (!type.calls.states.ready.empty()) {
    ENI_CO_TRY(json::object ready, co_await when_ready(type, call));
    item = std::move(ready);
  }
  if (type.configure) ENI_CO_CHECK(co_await type.configure(call));
  if (type.outcome) co_return co_await type.outcome(call);
  co_return outcome_of(type, call, &item);
}

Task<ApiResult<void>> update_by_operation(const ResourceType& type, ResourceCall& call) {
  const ServiceCalls& calls = type.calls;
  json::object params;
  if (calls.sends == ServiceCalls::Sends::kAll) {
    params = key_params(type, call);
    put_properties(type, call, calls.takes, Parameter::In::kCreate, params);
    if (type.prepare) ENI_CO_CHECK(type.prepare(call, params));
  } else {
    params = changed_params(type, call);
  }
  if (type.prepare_update) type.prepare_update(call, params);
  const bool has_changes = params.size() > key_params(type, call).size();
  if (calls.sends == ServiceCalls::Sends::kChanged && !has_changes) co_return ApiResult<void>{};
  ENI_CO_TRY(const json::object reply, co_await call.call(calls.service, calls.update, params));
  if (!calls.new_id.empty()) call.physical_id = text_at(reply, calls.new_id);
  co_return ApiResult<void>{};
}

json::value tags_in(Tagging::Form form, const TagMap& tags) {
  if (form == Tagging::Form::kMap) return tag_object(tags);
  if (form != Tagging::Form::kSmallPairs) return tag_list(tags);
  json::array list;
  for (const auto& [key, value] : tags) list.push_back(json::object{{"key", key}, {"value", value}});
  return list;
}

/// EC2 takes lists of resources, and keys as tags without a value.
bool is_ec2(const Tagging& tagging) { return tagging.form == Tagging::Form::kSpecification; }

json::value keys_in(const Tagging& tagging, const std::vector<std::string>& keys) {
  if (!is_ec2(tagging)) return text_array(keys);
  json::array list;
  for (const std::string& key : keys) list.push_back(json::object{{"Key", key}});
  return list;
}

json::object tagging_params(const ServiceCalls& calls, const std::string& resource) {
  json::object params;
  if (is_ec2(*calls.tagging)) {
    params[calls.tagging->resource] = text_array({resource});
    return params;
  }
  if (!calls.tagged_as.empty()) params["ResourceType"] = calls.tagged_as;
  params[calls.tagging->resource] = resource;
  return params;
}

}  // namespace

void put_property(const ResourceType& type, const ResourceCall& call, const Parameter& parameter,
                  json::object& params) {
  const json::value* value = find(call.properties, parameter.property);
  if (!value) return;
  const auto property = type.find_property(parameter.property);
  const auto member = member_of(type, parameter);
  const auto api = member ? std::optional<shapes::Shape>{member->shape()} : std::nullopt;
  if (!property || !property->shape) return;
  params[member_name(type, parameter)] = to_api(*value, *property->shape, api, api_style(type.calls.service));
}

json::object key_params(const ResourceType& type, const ResourceCall& call) {
  json::object params;
  if (!type.calls.id_member.empty()) params[type.calls.id_member] = call.physical_id;
  for (const Parameter& key : type.calls.keys) put_property(type, call, key, params);
  return params;
}

ApiResult<json::object> create_params(const ResourceType& type, const ResourceCall& call) {
  const ServiceCalls& calls = type.calls;
  json::object params;
  if (!calls.name_member.empty()) params[calls.name_member] = call.physical_id;
  if (!calls.token_member.empty()) params[calls.token_member] = call.parts.random.uuid();
  for (const Parameter& key : calls.keys) put_property(type, call, key, params);
  put_properties(type, call, calls.takes, Parameter::In::kUpdate, params);
  if (calls.tagging) put_tags(type, call, params);
  if (type.prepare) ENI_CHECK(type.prepare(call, params));
  return params;
}

json::object changed_params(const ResourceType& type, const ResourceCall& call) {
  json::object params = key_params(type, call);
  for (const Parameter& parameter : type.calls.takes) {
    if (parameter.in == Parameter::In::kCreate || !has_changed(call, parameter.property)) continue;
    if (!parameter.fallback.empty()) params[member_name(type, parameter)] = json::parse(parameter.fallback);
    put_property(type, call, parameter, params);
  }
  return params;
}

void put_tags(const ResourceType& type, const ResourceCall& call, json::object& params) {
  const Tagging& tagging = *type.calls.tagging;
  const TagMap tags = tags_of(call);
  if (tags.empty()) return;
  if (is_ec2(tagging)) {
    params["TagSpecification"] =
        json::array{json::object{{"ResourceType", type.calls.tagged_as}, {"Tag", tag_list(tags)}}};
  } else {
    params[tagging.member] = tags_in(tagging.form, tags);
  }
}

Task<ApiResult<void>> change_tags(const ResourceType& type, ResourceCall& call, std::string resource) {
  const Tagging& tagging = *type.calls.tagging;
  const TagChange change = tag_change(call);
  if (!change.removed.empty()) {
    json::object params = tagging_params(type.calls, resource);
    params[tagging.keys] = keys_in(tagging, change.removed);
    ENI_CO_CHECK(co_await call.call(type.calls.service, tagging.untag, params));
  }
  if (!change.set.empty()) {
    json::object params = tagging_params(type.calls, resource);
    params[tagging.member] = tags_in(tagging.form, change.set);
    ENI_CO_CHECK(co_await call.call(type.calls.service, tagging.tag, params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<json::object>> read_resource(const ResourceType& type, ResourceCall& call) {
  const ServiceCalls& calls = type.calls;
  json::object params = key_params(type, call);
  if (!calls.read_list.empty()) {
    params.erase(calls.id_member);
    params[calls.read_list] = text_array({call.physical_id});
  }
  ENI_CO_TRY(const json::object reply, co_await call.call(calls.service, calls.read, params));
  json::object item = item_at(reply, calls.item);
  if (!calls.item.empty() && item.empty()) co_return not_found(type, call);
  co_return std::move(item);
}

Task<ApiResult<json::object>> read_living(const ResourceType& type, ResourceCall& call) {
  ENI_CO_TRY(json::object item, co_await read_resource(type, call));
  if (is_gone(type.calls.states, item)) co_return not_found(type, call);
  co_return std::move(item);
}

ResourceOutcome outcome_of(const ResourceType& type, const ResourceCall& call, const json::object* item) {
  ResourceOutcome outcome{call.physical_id, {}};
  for (const Attribute& row : type.attributes) {
    switch (row.from) {
      case Attribute::From::kId:
        outcome.attributes[row.name] = call.physical_id;
        break;
      case Attribute::From::kArn:
        outcome.attributes[row.name] = type.arn(call);
        break;
      case Attribute::From::kProperty:
        outcome.attributes[row.name] = text_of(call.properties, row.path.empty() ? row.name : row.path);
        break;
      case Attribute::From::kReply:
        if (item) outcome.attributes[row.name] = text_at(*item, row.path);
        break;
      case Attribute::From::kFunction:
        break;
    }
  }
  const json::object nothing;
  if (type.attributes_of) type.attributes_of(call, item ? *item : nothing, outcome.attributes);
  return outcome;
}

Task<ApiResult<ResourceOutcome>> create_resource(const ResourceType& type, ResourceCall& call) {
  if (type.create) co_return co_await type.create(call);
  co_return co_await create_by_row(type, call);
}

Task<ApiResult<ResourceOutcome>> update_resource(const ResourceType& type, ResourceCall& call) {
  if (type.update) co_return co_await type.update(call);
  if (type.change) ENI_CO_CHECK(co_await type.change(call));
  if (!type.calls.update.empty()) ENI_CO_CHECK(co_await update_by_operation(type, call));
  if (type.configure) ENI_CO_CHECK(co_await type.configure(call));
  if (type.calls.tagging && type.is_taggable) {
    const bool is_by_arn = type.arn && type.calls.tagging->by == Tagging::By::kArn;
    std::string resource = is_by_arn ? type.arn(call) : call.physical_id;
    ENI_CO_CHECK(co_await change_tags(type, call, std::move(resource)));
  }
  co_return co_await outcome_now(type, call);
}

Task<ApiResult<void>> remove_resource(const ResourceType& type, ResourceCall& call) {
  if (type.remove) co_return co_await type.remove(call);
  if (type.before_remove) ENI_CO_CHECK(co_await type.before_remove(call));
  json::object params = key_params(type, call);
  const ServiceCalls& calls = type.calls;
  ENI_CO_CHECK(
      co_await remove_patiently(call, calls.service, calls.remove, std::move(params), calls.in_the_way));
  if (!type.calls.states.ready.empty()) co_return co_await when_gone(type, call);
  co_return ApiResult<void>{};
}

Task<ApiResult<bool>> resource_exists(const ResourceType& type, ResourceCall& call) {
  if (type.exists) co_return co_await type.exists(call);
  const ApiResult<json::object> item = co_await read_living(type, call);
  co_return found(item);
}

}  // namespace eni::sandbox::cloudformation
