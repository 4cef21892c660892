/// From a template's resource to the state it asks for.
#include "sandbox/services/cloudformation/engine/dynamic_values.h"
#include "sandbox/services/cloudformation/engine/resource_steps.h"
#include "sandbox/services/cloudformation/engine/secret_masks.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "template/dynamic_reference.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The problem in AWS's words; the log has the place of the property in the template, or of its resource if it is missing
/// there.
Failure located(StackWork& work, const tmpl::Resource& resource, const PropertyProblem& problem) {
  const tmpl::Member* member =
      resource.properties ? resource.properties->find_member(problem.property) : nullptr;
  const tmpl::Position place = member ? member->key_position : resource.position;
  work.parts.log.info("property refused",
                      {{"stack", work.stack.name},
                       {"resource", resource.logical_id},
                       {"reason", tmpl::describe(tmpl::TemplateError{problem.message, place})}});
  return Failure{problem.message};
}

ResourceState state_from(StackWork& work, tmpl::EvaluatedResource resource) {
  ResourceState state;
  state.type = std::move(resource.type);
  state.properties = std::move(resource.properties);
  state.metadata = std::move(resource.metadata);
  state.creation_policy = std::move(resource.creation_policy);
  state.update_policy = std::move(resource.update_policy);
  state.deletion_policy = std::string(tmpl::to_string(resource.deletion_policy));
  state.update_replace_policy = std::string(tmpl::to_string(resource.update_replace_policy));
  const StackDefinition& definition = work.operation.target ? *work.operation.target : work.stack.definition;
  state.stack_tags = definition.tags;
  const auto& needs = work.model->graph.needs.at(resource.logical_id);
  state.needs.assign(needs.begin(), needs.end());
  return state;
}

bool mentions_attribute(const StackModel& model, const tmpl::Node& node) {
  const auto mentions = tmpl::active_references(model.tmpl, node, model.conditions);
  return std::any_of(mentions.begin(), mentions.end(), [](const tmpl::Reference& mention) {
    return mention.kind == tmpl::Reference::Kind::kAttribute;
  });
}

}  // namespace

ResourceState former_state(StackWork& work, const ResourceRecord& record) {
  ResourceState state = *record.previous;
  const ResourceType* type = find_resource_type(state.type);
  const tmpl::Resource* resource = work.former ? work.former->tmpl.find_resource(record.logical_id) : nullptr;
  // Functions are told what they were told before.
  if (!type || type->is_custom || !resource || !resource->properties) return state;
  StackResolver resolver{work.parts.store, work.stack, work.resources};
  const auto evaluated = tmpl::evaluate_resource(work.former->scope(resolver), *resource);
  if (evaluated.has_error()) return state;
  for (auto& [name, value] : state.properties) {
    const tmpl::Node* node = resource->properties->find(name);
    const json::value* now = evaluated->properties.if_contains(name);
    if (!node || !now || tmpl::has_unknown(*now) || !mentions_attribute(*work.former, *node)) continue;
    const auto unresolved = tmpl::find_dynamic_references(*now);
    if (unresolved.has_value() && unresolved->empty()) value = *now;
  }
  return state;
}

Task<StepResult<ResourceState>> wanted_state(StackWork& work, const std::string& logical_id) {
  const tmpl::Resource* resource = work.model->tmpl.find_resource(logical_id);
  if (resource->properties) {
    const auto mentions =
        tmpl::active_references(work.model->tmpl, *resource->properties, work.model->conditions);
    co_await refresh_attributes(work, mentions);
  }
  StackResolver resolver{work.parts.store, work.stack, work.resources};
  const tmpl::Scope scope = work.model->scope(resolver);
  auto evaluated = tmpl::evaluate_resource(scope, *resource);
  if (evaluated.has_error()) co_return Failure{evaluated.error().message};
  ResourceState state = state_from(work, *std::move(evaluated));
  const auto put = co_await put_dynamic_values(work, logical_id, state);
  if (put.has_error()) co_return put.error();
  const ResourceType* type = find_resource_type(state.type);
  if (!type) co_return Failure{"Unrecognized resource type: " + state.type};
  if (auto problem = property_problem(*type, state.properties)) {
    problem->message = without_secrets(state, std::move(problem->message));
    co_return located(work, *resource, *problem);
  }
  co_return state;
}

}  // namespace eni::sandbox::cloudformation
