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
  return {"NotFound", no_such_resource(type.name, call.physical_id), 400};
}

bool is_gone(const States& states, const json::object& item) {
  const std::string state = text_at_path(item, states.path);
  return std::find(states.gone.begin(), states.gone.end(), state) != states.gone.end();
}

Task<ApiResult<json::object>> when_ready(const ResourceType& type, ResourceCall& call) {
  const States& states = type.calls.states;
  Poll poll{call, states.limit, title_of(type, call)};
  for (;;) {
    ENI_CO_TRY(json::object item, co_await read_resource(type, call));
    const std::string state = text_at_path(item, states.path);
    if (state == states.ready) co_return std::move(item);
    if (!states.pending.empty() && state != states.pending) {
      co_return ApiError{"NotStabilized",
                         title_of(type, call) + " is in state " + state +
                             " and hence failed to stabilize. Detailed failure message: " +
                             text_at_path(item, states.reason),
                         400};
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// The attribute as AWS's model has it: a list, or a text.
json::value attribute_at(const ResourceType& type, const Attribute& row, const json::object& item) {
  const auto model = shapes::resource_types().find_operation(type.name);
  const auto attribute = model ? api_member(model->output(), row.name) : std::nullopt;
  if (!attribute || attribute->shape().kind() != shapes::Kind::kList) {
    return json::value(json::string(text_at_path(item, row.path)));
  }
  return all_values_at(item, row.path);
}

/// Those of `calls.settings` that are to be made up for at this time, and `calls.lists`.
Task<ApiResult<void>> change_settings_and_lists(const ResourceType& type, ResourceCall& call,
                                                Setting::At now) {
  for (const Setting& setting : type.calls.settings) {
    if (setting.at == Setting::At::kUpdate && now != Setting::At::kUpdate) continue;
    ENI_CO_CHECK(co_await change_setting(type, call, setting));
  }
  for (const ElementList& list : type.calls.lists) {
    if (list.at == Setting::At::kUpdate && now != Setting::At::kUpdate) continue;
    ENI_CO_CHECK(co_await change_list(type, call, list, call.old_properties, call.properties));
  }
  co_return ApiResult<void>{};
}

std::string made_id(const ServiceCalls& calls, const ResourceCall& call, const json::object& item) {
  if (!calls.id.empty()) return text_at_path(item, calls.id);
  std::string id;
  for (const std::string_view property : calls.id_from) {
    const std::string text = scalar_text_at(call.properties, property);
    if (!text.empty()) id += (id.empty() ? "" : "|") + text;
  }
  return id.empty() ? call.physical_id : id;
}

/// Of what an account has one of, the id is the account's here.
Task<ApiResult<void>> check_absence(const ResourceType& type, ResourceCall& call) {
  ENI_CO_TRY(const bool is_there, co_await resource_exists(type, call));
  if (!is_there) co_return ApiResult<void>{};
  const std::string id = made_id(type.calls, call, {});
  co_return ApiError{"AlreadyExists",
                     "Resource of type '" + std::string(type.name) + "' with identifier '" +
                         (id.empty() ? call.account : id) + "' already exists.",
                     400};
}

Task<ApiResult<void>> update_by_operation(const ResourceType& type, ResourceCall& call) {
  const ServiceCalls& calls = type.calls;
  json::object params;
  if (calls.sends == ServiceCalls::Sends::kAll) {
    ENI_CO_TRY(json::object all, all_params(type, call));
    params = std::move(all);
  } else {
    params = changed_params(type, call);
  }
  if (type.prepare_update) type.prepare_update(call, params);
  const bool has_changes = params.size() > key_params(type, call).size();
  if (calls.sends == ServiceCalls::Sends::kChanged && !has_changes) co_return ApiResult<void>{};
  put_constants(calls.update_with, params);
  ENI_CO_TRY(const json::object reply,
             co_await call_patiently(call, calls.service, calls.update, params, calls.busy));
  if (!calls.new_id.empty()) call.physical_id = text_at_path(reply, calls.new_id);
  if (type.take_reply) type.take_reply(call, reply);
  co_return ApiResult<void>{};
}

}  // namespace

std::string no_such_resource(std::string_view type, const std::string& id) {
  return "Resource of type '" + std::string(type) + "' with identifier '" + id + "' was not found.";
}

Task<ApiResult<json::object>> read_resource(const ResourceType& type, ResourceCall& call) {
  const ServiceCalls& calls = type.calls;
  const json::object params = key_params(type, call, calls.read);
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

Task<ApiResult<void>> when_gone(const ResourceType& type, ResourceCall& call) {
  Poll poll{call, type.calls.states.limit, title_of(type, call)};
  for (;;) {
    const ApiResult<json::object> item = co_await read_living(type, call);
    if (item.has_error()) co_return tolerate_missing(item);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<void>> undo(ResourceCall& call, ResourceStep configure) {
  call.old_properties = std::exchange(call.properties, {});
  const ApiResult<void> undone = co_await configure(call);
  call.properties = std::exchange(call.old_properties, {});
  co_return undone;
}

ResourceOutcome outcome_of(const ResourceType& type, const ResourceCall& call, const json::object* item) {
  ResourceOutcome outcome{call.physical_id, {}};
  for (const Attribute& row : type.attributes) {
    switch (row.from) {
      case Attribute::From::kId:
        outcome.attributes[row.name] = call.physical_id;
        break;
      case Attribute::From::kArn:
        outcome.attributes[row.name] = arn_of(type, call);
        break;
      case Attribute::From::kProperty:
        outcome.attributes[row.name] =
            scalar_text_at(call.properties, row.path.empty() ? row.name : row.path);
        break;
      case Attribute::From::kReply:
        if (item) outcome.attributes[row.name] = attribute_at(type, row, *item);
        break;
      case Attribute::From::kFunction:
        break;
    }
  }
  const json::object nothing;
  if (type.attributes_of) type.attributes_of(call, item ? *item : nothing, outcome.attributes);
  return outcome;
}

Task<ApiResult<ResourceOutcome>> create_by_row(const ResourceType& type, ResourceCall& call) {
  const ServiceCalls& calls = type.calls;
  if (type.looks_first && !call.is_replayed) ENI_CO_CHECK(co_await check_absence(type, call));
  ENI_CO_TRY(const json::object params, create_params(type, call));
  json::object reply;
  if (!calls.create.empty()) {
    ENI_CO_TRY(json::object answer,
               co_await call_patiently(call, calls.service, calls.create, params, calls.busy));
    reply = std::move(answer);
  }
  json::object item = item_at(reply, calls.made);
  call.made(type.made_id ? type.made_id(call, reply) : made_id(calls, call, item));
  if (type.take_reply) type.take_reply(call, reply);
  if (!calls.states.ready.empty()) {
    ENI_CO_TRY(json::object ready, co_await when_ready(type, call));
    item = std::move(ready);
  }
  ENI_CO_CHECK(co_await change_settings_and_lists(type, call, Setting::At::kAlways));
  if (type.configure) ENI_CO_CHECK(co_await type.configure(call));
  const bool is_tagged_now = calls.tagging && calls.tagging->form == Tagging::Form::kWhole;
  if (is_tagged_now) {
    std::string id = call.physical_id;
    ENI_CO_CHECK(co_await change_tags(type, call, std::move(id)));
  }
  if (type.outcome) co_return co_await type.outcome(call);
  co_return outcome_of(type, call, &item);
}

Task<ApiResult<ResourceOutcome>> create_resource(const ResourceType& type, ResourceCall& call) {
  if (type.create) co_return co_await type.create(call);
  co_return co_await create_by_row(type, call);
}

Task<ApiResult<ResourceOutcome>> update_resource(const ResourceType& type, ResourceCall& call) {
  if (type.update) co_return co_await type.update(call);
  co_return co_await update_by_row(type, call);
}

Task<ApiResult<ResourceOutcome>> update_by_row(const ResourceType& type, ResourceCall& call) {
  if (type.change) ENI_CO_CHECK(co_await type.change(call));
  if (!type.calls.update.empty()) ENI_CO_CHECK(co_await update_by_operation(type, call));
  ENI_CO_CHECK(co_await change_settings_and_lists(type, call, Setting::At::kUpdate));
  if (type.configure) ENI_CO_CHECK(co_await type.configure(call));
  if (type.is_taggable()) {
    const bool is_by_arn = type.calls.tagging->by == Tagging::By::kArn && has_arn(type);
    std::string resource = is_by_arn ? arn_of(type, call) : call.physical_id;
    ENI_CO_CHECK(co_await change_tags(type, call, std::move(resource)));
  }
  co_return co_await current_outcome(type, call);
}

Task<ApiResult<ResourceOutcome>> current_outcome(const ResourceType& type, ResourceCall& call) {
  if (type.outcome) co_return co_await type.outcome(call);
  const bool is_read = !type.calls.read.empty() &&
                       std::any_of(type.attributes.begin(), type.attributes.end(),
                                   [](const Attribute& row) { return row.from == Attribute::From::kReply; });
  if (!is_read) co_return outcome_of(type, call, nullptr);
  ENI_CO_TRY(const json::object item, co_await read_resource(type, call));
  co_return outcome_of(type, call, &item);
}

Task<ApiResult<void>> remove_resource(const ResourceType& type, ResourceCall& call) {
  if (type.remove) co_return co_await type.remove(call);
  if (type.before_remove) ENI_CO_CHECK(co_await type.before_remove(call));
  const json::object nothing;
  for (const ElementList& list : type.calls.lists) {
    ENI_CO_CHECK(co_await change_list(type, call, list, call.properties, nothing));
  }
  const ServiceCalls& calls = type.calls;
  if (calls.remove.empty()) co_return ApiResult<void>{};
  json::object params = key_params(type, call, calls.remove);
  put_constants(calls.remove_with, params);
  if (type.prepare_remove) type.prepare_remove(call, params);
  ENI_CO_CHECK(
      co_await remove_patiently(call, calls.service, calls.remove, std::move(params), calls.in_the_way));
  if (!calls.states.ready.empty()) co_return co_await when_gone(type, call);
  co_return ApiResult<void>{};
}

Task<ApiResult<bool>> resource_exists(const ResourceType& type, ResourceCall& call) {
  if (type.exists) co_return co_await type.exists(call);
  if (!type.calls.names_member.empty()) {
    const json::object params{{type.calls.names_member, text_array({call.physical_id})}};
    const ApiResult<json::object> named = co_await call.call(type.calls.service, type.calls.read, params);
    co_return found(named);
  }
  co_return co_await id_exists(type, call);
}

Task<ApiResult<bool>> id_exists(const ResourceType& type, ResourceCall& call) {
  if (type.exists) co_return co_await type.exists(call);
  const ApiResult<json::object> item = co_await read_living(type, call);
  co_return found(item);
}

}  // namespace eni::sandbox::cloudformation
