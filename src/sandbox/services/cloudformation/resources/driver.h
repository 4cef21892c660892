#pragma once
/// Makes, changes and removes resources as their types' rows say: by operations named there, or by the functions that stand in
/// their places.
#include "sandbox/services/cloudformation/resources/poll.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {

/// create, then waiting for its state, then settings, lists and configure. The id is noted as soon as the service has told it.
Task<ApiResult<ResourceOutcome>> create_resource(const ResourceType& type, ResourceCall& call);
/// change, update, settings, lists, configure, tags. Attributes that only the creation's reply has are not in the outcome.
Task<ApiResult<ResourceOutcome>> update_resource(const ResourceType& type, ResourceCall& call);
/// before_remove, what is left of lists, remove, then waiting until it is gone. What is not there (any more) is a success.
Task<ApiResult<void>> remove_resource(const ResourceType& type, ResourceCall& call);
/// "Resource of type 'AWS::X::Y' with identifier 'id' was not found."
std::string no_such_resource(std::string_view type, const std::string& id);
/// Whether something of the name `call.physical_id` is there.
Task<ApiResult<bool>> resource_exists(const ResourceType& type, ResourceCall& call);
/// The same of an id, which need not be a name.
Task<ApiResult<bool>> id_exists(const ResourceType& type, ResourceCall& call);

// Their steps, for functions in rows.

/// Waits until read_living finds it no more.
Task<ApiResult<void>> when_gone(const ResourceType& type, ResourceCall& call);
/// For before_remove: has `configure` turn what the properties say into nothing.
Task<ApiResult<void>> undo(ResourceCall& call, ResourceStep configure);
/// create_resource and update_resource of rows without `create` and `update`.
Task<ApiResult<ResourceOutcome>> create_by_row(const ResourceType& type, ResourceCall& call);
Task<ApiResult<ResourceOutcome>> update_by_row(const ResourceType& type, ResourceCall& call);

/// The resource as `calls.read` shows it.
/// @error  "NotFound" if nothing is shown
Task<ApiResult<json::object>> read_resource(const ResourceType& type, ResourceCall& call);
/// The same, and NotFound for one that is as good as gone.
Task<ApiResult<json::object>> read_living(const ResourceType& type, ResourceCall& call);
/// The outcome as the resource is now: read if a reply has something to tell.
Task<ApiResult<ResourceOutcome>> current_outcome(const ResourceType& type, ResourceCall& call);
/// What names the resource in an operation: its id and keys.
/// @param operation  "" for one that takes the id alone, not in a list
json::object key_params(const ResourceType& type, const ResourceCall& call, std::string_view operation = {});
/// All that `create` takes.
ApiResult<json::object> create_params(const ResourceType& type, const ResourceCall& call);
/// What an update takes that sends all: key_params and all properties.
ApiResult<json::object> all_params(const ResourceType& type, const ResourceCall& call);
/// key_params and the properties that have changed; those that are no more as their fallbacks.
json::object changed_params(const ResourceType& type, const ResourceCall& call);
/// One property, as `create` takes it; nothing if it is not there.
void put_property(const ResourceType& type, const ResourceCall& call, const Parameter& parameter,
                  json::object& params);
/// What the operations that make a resource are asked with, as far as its properties say it.
struct PlannedInput {
  std::string_view operation;
  json::object params;
};
/// @param properties  what is not known yet stands as tmpl::kKnownAfterApply; values of a wrong kind are left out
std::vector<PlannedInput> planned_inputs(const ResourceType& type, const json::object& properties);
/// The members of an object written as JSON, where they are not there.
void put_constants(std::string_view members, json::object& params);
/// Turns what old_properties say of a setting into what the properties say; no call if that is the same.
Task<ApiResult<void>> change_setting(const ResourceType& type, ResourceCall& call, const Setting& setting);
/// Adds what `after` has and `before` has not, or has otherwise, and removes what only `before` has.
Task<ApiResult<void>> change_list(const ResourceType& type, ResourceCall& call, const ElementList& list,
                                  const json::object& before, const json::object& after);
/// Turns the tags that the properties had into those they have.
/// @param resource  as the operations of `calls.tagging` name it
Task<ApiResult<void>> change_tags(const ResourceType& type, ResourceCall& call, std::string resource);
bool has_arn(const ResourceType& type);
std::string arn_of(const ResourceType& type, const ResourceCall& call);
/// The attributes that `item`, the call and its properties tell.
ResourceOutcome outcome_of(const ResourceType& type, const ResourceCall& call, const json::object* item);

}  // namespace eni::sandbox::cloudformation
