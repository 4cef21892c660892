#pragma once
/// Makes, changes and removes resources as their types' rows say: by operations named there, or by the functions that stand in
/// their places.
#include "sandbox/services/cloudformation/resources/poll.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {

/// create, then waiting for its state, then configure. The id is noted as soon as the service has told it.
Task<ApiResult<ResourceOutcome>> create_resource(const ResourceType& type, ResourceCall& call);
/// change, update, configure, tags. Attributes that only the creation's reply has are not in the outcome.
Task<ApiResult<ResourceOutcome>> update_resource(const ResourceType& type, ResourceCall& call);
/// before_remove, remove, then waiting until it is gone. What is not there (any more) is a success.
Task<ApiResult<void>> remove_resource(const ResourceType& type, ResourceCall& call);
/// Whether something of the name `call.physical_id` is there.
Task<ApiResult<bool>> resource_exists(const ResourceType& type, ResourceCall& call);

// Their steps, for functions in rows.

/// The resource as `calls.read` shows it.
/// @error  "NotFound" if nothing is shown
Task<ApiResult<json::object>> read_resource(const ResourceType& type, ResourceCall& call);
/// The same, and NotFound for one that is as good as gone.
Task<ApiResult<json::object>> read_living(const ResourceType& type, ResourceCall& call);
/// What names the resource in operations: its id and keys.
json::object key_params(const ResourceType& type, const ResourceCall& call);
/// All that `create` takes.
ApiResult<json::object> create_params(const ResourceType& type, const ResourceCall& call);
/// key_params and the properties that have changed; those that are no more as their fallbacks.
json::object changed_params(const ResourceType& type, const ResourceCall& call);
/// One property, as the API takes it; nothing if it is not there.
void put_property(const ResourceType& type, const ResourceCall& call, const Parameter& parameter,
                  json::object& params);
/// The stack's tags and the resource's own; nothing if there are none.
void put_tags(const ResourceType& type, const ResourceCall& call, json::object& params);
/// Turns the tags that the properties had into those they have.
/// @param resource  as the operations of `calls.tagging` name it
Task<ApiResult<void>> change_tags(const ResourceType& type, ResourceCall& call, std::string resource);
/// The attributes that `item`, the call and its properties tell.
ResourceOutcome outcome_of(const ResourceType& type, const ResourceCall& call, const json::object* item);

}  // namespace eni::sandbox::cloudformation
