#include "sandbox/services/cloudformation/engine/dynamic_values.h"

#include "sandbox/services/cloudformation/engine/resource_steps.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "template/dynamic_reference.h"

namespace eni::sandbox::cloudformation {
namespace {

using References = std::vector<tmpl::DynamicReference>;

/// The values of {{resolve:ssm:…}}.
Task<StepResult<tmpl::ResolvedReferences>> resolve_parameters(ResourceCall& call,
                                                              const References& references,
                                                              const std::string& type,
                                                              const json::object& properties) {
  tmpl::ResolvedReferences resolved;
  for (const tmpl::DynamicReference& reference : references) {
    if (reference.is_secret()) continue;
    if (reference.service == "ssm-secure") {
      co_return Failure{tmpl::secure_reference_problem(tmpl::places_of(reference, type, properties))};
    }
    const std::string name =
        reference.version.empty() ? reference.name : reference.name + ":" + reference.version;
    json::object params;
    params["Names"] = text_array({name});
    const ApiResult<json::object> reply = co_await call.call("ssm", "GetParameters", params);
    if (reply.has_error()) co_return Failure{reply.error().message};
    const json::array& found = array_at(*reply, "Parameters");
    if (found.empty()) {
      co_return Failure{"Unable to fetch parameters [" + name + "] from parameter store for this account."};
    }
    if (scalar_text_at(found.front().as_object(), "Type") == "SecureString") {
      co_return Failure{tmpl::non_secure_prefix_problem(reference.name)};
    }
    resolved[reference.text] = scalar_text_at(found.front().as_object(), "Value");
  }
  co_return resolved;
}

/// The values of {{resolve:secretsmanager:…}}, as who deploys may read them.
Task<StepResult<tmpl::ResolvedReferences>> resolve_secrets(ResourceCall& call, const References& references) {
  tmpl::ResolvedReferences resolved;
  for (const tmpl::DynamicReference& reference : references) {
    if (!reference.is_secret()) continue;
    json::object params{{"SecretId", reference.name}};
    if (!reference.version_stage.empty()) params["VersionStage"] = reference.version_stage;
    if (!reference.version.empty()) params["VersionId"] = reference.version;
    const ApiResult<json::object> reply = co_await call.call("secretsmanager", "GetSecretValue", params);
    if (reply.has_error()) co_return Failure{reply.error().message};
    if (!reply->contains("SecretString"))  // Assumed wording.
      co_return Failure{"The secret " + reference.name + " has no SecretString"};
    const auto value = tmpl::referenced_value(reference, text_at(*reply, "SecretString"));
    if (value.has_error()) co_return Failure{value.error().message};
    resolved[reference.text] = *value;
  }
  co_return resolved;
}

bool takes_secrets(const ResourceState& state, const References& references) {
  const ResourceType* type = find_resource_type(state.type);
  return !(type && type->is_custom) && std::ranges::any_of(references, &tmpl::DynamicReference::is_secret);
}

/// What is there of the resource, if it is to stay as it is: null if it is not. What has failed is made again, of the secrets as they are
/// by then.
const ResourceState* staying(const StackWork& work, const std::string& logical_id,
                             const ResourceState& wanted) {
  const auto record = work.resources.find(logical_id);
  if (record == work.resources.end()) return nullptr;
  if (!is_complete(record->second.status)) return nullptr;
  const ResourceState& current = record->second.current;
  const bool is_same = !current.physical_id.empty() && current.type == wanted.type &&
                       !current.written.empty() && current.written == wanted.written;
  return is_same ? &current : nullptr;
}

/// In one pass over what the template says: a value that looks like a reference is none.
json::object replaced(const json::object& properties, const tmpl::ResolvedReferences& resolved) {
  json::value value = tmpl::replace_dynamic_references(properties, resolved);
  return std::move(value.as_object());
}

}  // namespace

Task<StepResult<>> put_dynamic_values(StackWork& work, const std::string& logical_id, ResourceState& state) {
  const json::object evaluated = state.properties;
  const auto references = tmpl::find_dynamic_references(evaluated, tmpl::UnknownReferences::kRefuse);
  if (references.has_error()) co_return Failure{references.error().message};
  if (references->empty()) co_return StepResult<>{};
  ResourceState nothing;
  ResourceCall call = work.call_for(logical_id, nothing);
  auto values = co_await resolve_parameters(call, *references, state.type, evaluated);
  if (values.has_error()) co_return values.error();
  state.properties = replaced(evaluated, *values);
  for (const auto& [text, value] : *values) state.references[text] = value;
  if (!takes_secrets(state, *references)) co_return StepResult<>{};
  state.written = state.properties;
  if (const ResourceState* same = staying(work, logical_id, state)) {
    state.properties = same->properties;
    co_return StepResult<>{};
  }
  const auto secrets = co_await resolve_secrets(call, *references);
  if (secrets.has_error()) co_return secrets.error();
  values->insert(secrets->begin(), secrets->end());
  state.properties = replaced(evaluated, *values);
  co_return StepResult<>{};
}

}  // namespace eni::sandbox::cloudformation
