#include "sandbox/services/cloudformation/engine/stack_model.h"

#include "aws/partition.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::cloudformation {
namespace {

std::vector<tmpl::ParameterInput> inputs_of(const StackDefinition& definition) {
  std::vector<tmpl::ParameterInput> inputs;
  for (const json::value& parameter : definition.parameters)
    inputs.push_back({text_at(parameter, "ParameterKey"), text_at(parameter, "ParameterValue"), false});
  return inputs;
}

tmpl::SsmValues ssm_values_of(const StackDefinition& definition) {
  tmpl::SsmValues values;
  for (const json::value& parameter : definition.parameters) {
    const json::object& fields = parameter.as_object();
    if (const auto resolved = find_string(fields, "ResolvedValue")) {
      values[text_at(fields, "ParameterValue")] = *resolved;
    }
  }
  return values;
}

tmpl::LoopValues loop_values_of(const StackDefinition& definition) {
  tmpl::LoopValues values;
  for (const json::value& parameter : definition.parameters) {
    const json::object& fields = parameter.as_object();
    const auto resolved = find_string(fields, "ResolvedValue");
    values[text_at(fields, "ParameterKey")] = resolved ? *resolved : text_at(fields, "ParameterValue");
  }
  return values;
}

tmpl::PseudoParameters pseudo_of(const StackDefinition& definition, const StackRecord& stack) {
  const aws::Partition& partition = aws::partition_of(aws::Region{stack.region});
  tmpl::PseudoParameters pseudo;
  pseudo.account_id = stack.account;
  pseudo.region = stack.region;
  pseudo.partition = std::string(partition.name);
  pseudo.url_suffix = std::string(partition.dns_suffix);
  pseudo.stack_id = stack.id;
  pseudo.stack_name = stack.name;
  for (const json::value& arn : definition.notification_arns)
    pseudo.notification_arns.push_back(as_text(arn));
  return pseudo;
}

/// Words of AWS for an attribute that a custom resource's answer did not hold.
tmpl::TemplateError missing_answer(const StackRecord& stack, const tmpl::Resource& resource,
                                   std::string_view attribute, const std::string& request_id) {
  return {"CustomResource attribute error: Vendor response doesn't contain " + std::string(attribute) +
              " attribute in object " + stack.id + "|" + resource.logical_id + "|" + request_id,
          {}};
}

/// The zones that Fn::GetAZs gives: those with a default subnet, unless none has one.
std::set<std::string> zones_with_default_subnet(Store& store, const std::string& account,
                                                const std::string& region) {
  std::set<std::string> zones;
  for (const Ec2Resource& subnet : store.get<Ec2Repository>().list({account, region}, "subnet")) {
    if (flag_at(subnet.document, "defaultForAz")) zones.insert(text_at(subnet.document, "availabilityZone"));
  }
  return zones;
}

}  // namespace

aws::ApiError template_error(const tmpl::TemplateError& error) {
  return aws::validation_error(error.message);
}

tmpl::TemplateResult<tmpl::Template> parse_definition(const StackDefinition& definition) {
  return tmpl::parse_template(definition.template_body, loop_values_of(definition));
}

aws::ApiResult<std::unique_ptr<StackModel>> make_model(const StackDefinition& definition,
                                                       const StackRecord& stack) {
  auto model = std::make_unique<StackModel>();
  auto parsed = parse_definition(definition);
  if (parsed.has_error()) return template_error(parsed.error());
  model->tmpl = *std::move(parsed);
  auto parameters =
      tmpl::resolve_parameters(model->tmpl, inputs_of(definition), {}, ssm_values_of(definition));
  if (parameters.has_error()) return template_error(parameters.error());
  model->parameters = *std::move(parameters);
  model->pseudo = pseudo_of(definition, stack);
  auto conditions = tmpl::evaluate_conditions(model->tmpl, model->parameters, model->pseudo);
  if (conditions.has_error()) return template_error(conditions.error());
  model->conditions = *std::move(conditions);
  const auto rules = tmpl::check_rules(model->tmpl, model->parameters, model->pseudo);
  if (rules.has_error()) return template_error(rules.error());
  auto graph = tmpl::build_graph(model->tmpl, model->conditions);
  if (graph.has_error()) return template_error(graph.error());
  model->graph = *std::move(graph);
  return model;
}

const ResourceState* StackResolver::state_of(const std::string& logical_id) const {
  if (unknown_ && unknown_->contains(logical_id)) return nullptr;
  const auto record = resources_.find(logical_id);
  if (record == resources_.end() || record->second.current.physical_id.empty()) return nullptr;
  return &record->second.current;
}

tmpl::TemplateResult<std::optional<json::value>> StackResolver::ref(const tmpl::Resource& resource) {
  const ResourceState* state = state_of(resource.logical_id);
  if (!state) return std::optional<json::value>{};
  return std::optional<json::value>{json::value(state->physical_id)};
}

tmpl::TemplateResult<std::optional<json::value>> StackResolver::get_att(const tmpl::Resource& resource,
                                                                        std::string_view attribute) {
  const ResourceType* type = find_resource_type(resource.type);
  const bool is_custom = type && type->is_custom;
  if (type && !is_custom && !type->has_attribute(attribute)) {
    return tmpl::undefined_attribute(resource.logical_id, attribute);
  }
  const ResourceState* state = state_of(resource.logical_id);
  const bool is_unknown = unknown_ && unknown_->contains(resource.logical_id + "." + std::string(attribute));
  if (!state || is_unknown) return std::optional<json::value>{};
  if (const json::value* value = find(state->attributes, attribute))
    return std::optional<json::value>{*value};
  if (is_custom) return missing_answer(stack_, resource, attribute, state->request_id);
  return tmpl::undefined_attribute(resource.logical_id, attribute);
}

tmpl::TemplateResult<std::string> StackResolver::import_value(std::string_view export_name) {
  const auto found =
      store_.get<CloudFormationExports>().find(stack_.account, stack_.region, std::string(export_name));
  if (!found && unknown_) return std::string(tmpl::kKnownAfterApply);
  if (!found) return tmpl::undefined_export(export_name);
  return found->value;
}

tmpl::TemplateResult<std::optional<std::string>> StackResolver::stack_output(std::string_view stack,
                                                                             std::string_view output,
                                                                             std::string_view region) {
  const std::string name(stack);
  CloudFormationStacks& stacks = store_.get<CloudFormationStacks>();
  auto other =
      name.starts_with("arn:")
          ? stacks.find_by_id(name)
          : stacks.find_living(stack_.account, region.empty() ? stack_.region : std::string(region), name);
  if (other && other->account != stack_.account) other.reset();
  if (other) {
    for (const json::value& row : other->outputs) {
      if (text_at(row, "OutputKey") == output) return find_string(row.as_object(), "OutputValue");
    }
  }
  if (unknown_) return std::optional<std::string>();
  if (!other) return tmpl::TemplateError{"Stack with id " + name + " does not exist", {}};
  return tmpl::TemplateError{"Output " + std::string(output) + " not found in stack " + name, {}};
}

tmpl::TemplateResult<std::vector<std::string>> StackResolver::availability_zones(std::string_view region) {
  const std::string name = region.empty() ? stack_.region : std::string(region);
  const std::set<std::string> with_default = zones_with_default_subnet(store_, stack_.account, name);
  if (!with_default.empty()) return std::vector<std::string>(with_default.begin(), with_default.end());
  return std::vector<std::string>{name + "a", name + "b", name + "c"};
}

}  // namespace eni::sandbox::cloudformation
