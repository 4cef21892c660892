#include "template/evaluate.h"

#include <set>

#include "template/evaluator.h"
#include "template/scalar.h"

namespace eni::tmpl {
namespace {

TemplateError in_resource(const Resource& resource, std::string_view attribute, TemplateError error) {
  return under("Resources", under(resource.logical_id, under(attribute, std::move(error))));
}

/// An attribute of a resource: null where the template has none or where it evaluates to AWS::NoValue.
TemplateResult<json::value> attribute(const Scope& scope, const Resource& resource, std::string_view name,
                                      const Node* node) {
  if (!node) return json::value(nullptr);
  auto found = Evaluator(scope).value(*node);
  if (found.has_error()) return in_resource(resource, name, found.error());
  return *found ? std::move(**found) : json::value(nullptr);
}

bool is_export_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '-';
  });
}

TemplateResult<std::string> export_name(Evaluator& evaluator, const Output& output) {
  if (!output.export_name) return std::string();
  const std::string message =
      "Template format error: Output " + output.name +
      " is malformed. The Name field of every Export member must be specified and consist "
      "only of alphanumeric characters, colons, or hyphens.";
  ENI_TRY(const std::string name, evaluator.text(*output.export_name, message));
  const bool unknown = name.find(kKnownAfterApply) != std::string::npos;
  if (!unknown && !is_export_name(name)) return TemplateError{message, output.export_name->position};
  return name;
}

TemplateResult<EvaluatedOutput> evaluate_output(Evaluator& evaluator, const Output& output) {
  EvaluatedOutput out;
  out.name = output.name;
  out.description = output.description;
  ENI_TRY(out.value,
          evaluator.text(*output.value,
                         "Template format error: Output " + output.name +
                             " is malformed. The Value field of every Outputs member must evaluate to a "
                             "String."));
  ENI_TRY(out.export_name, export_name(evaluator, output));
  return out;
}

/// Passes everything on and writes down which exports were asked for.
class ImportRecorder : public Resolver {
 public:
  explicit ImportRecorder(Resolver& inner) : inner_(inner) {}

  const std::vector<std::string>& names() const { return names_; }

  TemplateResult<std::optional<json::value>> ref(const Resource& resource) override {
    return inner_.ref(resource);
  }
  TemplateResult<std::optional<json::value>> get_att(const Resource& resource,
                                                     std::string_view name) override {
    return inner_.get_att(resource, name);
  }
  TemplateResult<std::string> import_value(std::string_view name) override {
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.emplace_back(name);
    return inner_.import_value(name);
  }
  TemplateResult<std::optional<std::string>> stack_output(std::string_view stack, std::string_view output,
                                                          std::string_view region) override {
    return inner_.stack_output(stack, output, region);
  }
  TemplateResult<std::vector<std::string>> availability_zones(std::string_view region) override {
    return inner_.availability_zones(region);
  }

 private:
  Resolver& inner_;
  std::vector<std::string> names_;
};

}  // namespace

bool has_unknown(const json::value& value) {
  if (const auto* text = value.if_string())
    return std::string_view(text->data(), text->size()).find(kKnownAfterApply) != std::string_view::npos;
  if (const auto* list = value.if_array()) return std::any_of(list->begin(), list->end(), has_unknown);
  if (const auto* map = value.if_object())
    return std::any_of(map->begin(), map->end(),
                       [](const auto& member) { return has_unknown(member.value()); });
  return false;
}

TemplateError undefined_attribute(std::string_view logical_id, std::string_view attribute_name) {
  return {"Template error: resource " + std::string(logical_id) + " does not support attribute type " +
              std::string(attribute_name) + " in Fn::GetAtt",
          {}};
}

TemplateError undefined_export(std::string_view name) {
  return {"No export named " + std::string(name) + " found", {}};
}

TemplateResult<std::vector<std::string>> UnknownResolver::availability_zones(std::string_view region) {
  std::vector<std::string> zones;
  for (const char letter : {'a', 'b', 'c'}) zones.push_back(std::string(region) + letter);
  return zones;
}

TemplateResult<std::optional<json::value>> evaluate(const Scope& scope, const Node& node) {
  return Evaluator(scope).value(node);
}

TemplateResult<EvaluatedResource> evaluate_resource(const Scope& scope, const Resource& resource) {
  EvaluatedResource out;
  out.logical_id = resource.logical_id;
  out.type = resource.type;
  ENI_TRY(json::value properties, attribute(scope, resource, "Properties", resource.properties));
  if (properties.is_object()) {
    out.properties = std::move(properties.get_object());
  } else if (!properties.is_null()) {
    return in_resource(
        resource, "Properties",
        {"Template format error: Properties of resource " + resource.logical_id + " must be an object",
         resource.properties->position});
  }
  ENI_TRY(out.metadata, attribute(scope, resource, "Metadata", resource.metadata));
  ENI_TRY(out.creation_policy, attribute(scope, resource, "CreationPolicy", resource.creation_policy));
  ENI_TRY(out.update_policy, attribute(scope, resource, "UpdatePolicy", resource.update_policy));
  out.deletion_policy = resource.deletion_policy.value_or(DeletionPolicy::kDelete);
  out.update_replace_policy = resource.update_replace_policy.value_or(DeletionPolicy::kDelete);
  return out;
}

bool is_active(const Resource& resource, const ConditionValues& conditions) {
  if (resource.condition.empty()) return true;
  const auto found = conditions.find(resource.condition);
  return found != conditions.end() && found->second;
}

TemplateResult<std::vector<EvaluatedOutput>> evaluate_outputs(const Scope& scope) {
  Evaluator evaluator(scope, "Outputs");
  std::vector<EvaluatedOutput> outputs;
  std::set<std::string> exports;
  for (const Output& output : scope.tmpl.outputs) {
    if (!output.condition.empty()) {
      ENI_TRY(const bool holds, evaluator.condition(output.condition, output.position));
      if (!holds) continue;
    }
    auto evaluated = evaluate_output(evaluator, output);
    if (evaluated.has_error()) return under("Outputs", under(output.name, evaluated.error()));
    if (!evaluated->export_name.empty() && !exports.insert(evaluated->export_name).second)
      return TemplateError{"Template format error: Duplicate export name " + evaluated->export_name,
                           output.position, "/Outputs/" + output.name};
    outputs.push_back(std::move(*evaluated));
  }
  return outputs;
}

TemplateResult<std::vector<std::string>> imported_names(const Scope& scope) {
  ImportRecorder recorder(scope.resolver);
  const Scope recorded{scope.tmpl, scope.parameters, scope.pseudo, scope.conditions, recorder};
  for (const Resource& resource : scope.tmpl.resources)
    if (is_active(resource, scope.conditions)) ENI_CHECK(evaluate_resource(recorded, resource));
  ENI_CHECK(evaluate_outputs(recorded));
  return recorder.names();
}

std::string scalar_text(const json::value& value) {
  switch (value.kind()) {
    case json::kind::string:
      return as_text(value);
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::int64:
      return std::to_string(value.get_int64());
    case json::kind::uint64:
      return std::to_string(value.get_uint64());
    case json::kind::double_:
      return number_text(value.get_double());
    default:
      return {};
  }
}

json::value stringified(const json::value& value) {
  if (const auto* list = value.if_array()) {
    json::array out;
    for (const json::value& item : *list) out.push_back(stringified(item));
    return out;
  }
  if (const auto* map = value.if_object()) {
    json::object out;
    for (const auto& [key, member] : *map) out[key] = stringified(member);
    return out;
  }
  if (value.is_null()) return nullptr;
  return json::string(scalar_text(value));
}

}  // namespace eni::tmpl
