#include "sandbox/services/cloudformation/operations/import.h"

#include <set>

#include "base/text.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/resources/drift.h"

namespace eni::sandbox::cloudformation {
namespace {

std::string bracketed(const std::vector<std::string>& names) { return "[" + join(names, ", ") + "]"; }

ApiResult<ResourceImport> read_import(const json::object& given) {
  ResourceImport import{text_at(given, "LogicalResourceId"), text_at(given, "ResourceType"), {}};
  const ResourceType* type = find_resource_type(import.type);
  const std::vector<std::string> names = type ? import_identifiers(*type) : std::vector<std::string>{};
  if (names.empty())  // [assumption] wording
    return aws::validation_error("ResourceTypes [" + import.type + "] are not supported for Import");
  const json::object& identifier = object_at(given, "ResourceIdentifier");
  const bool has_all = std::all_of(names.begin(), names.end(), [&identifier](const std::string& name) {
    return identifier.contains(name);
  });
  if (!has_all || identifier.size() != names.size()) {
    return aws::validation_error("Invalid resource identifier for resource type " + import.type +
                                 ". Expected " + bracketed(names));
  }
  import.physical_id = text_at(identifier, names.front());
  return import;
}

/// Whether it is but what an update of the stack always does to nested stacks, or the stack's tags, which are told as such.
bool is_of_stack(const json::object& change) {
  const json::array& details = array_at(change, "Details");
  return std::all_of(details.begin(), details.end(), [](const json::value& detail) {
    return text_at(detail, "ChangeSource") == "Automatic" ||
           text_at(object_at(detail, "Target"), "Attribute") == "Tags";
  });
}

/// What else would change. [assumption] that they are told in this order
std::vector<std::string> changed_sections(const Plan& plan, const StackRecord& stack,
                                          const StackDefinition& target) {
  std::vector<std::string> sections;
  if (plan.changes_outputs) sections.emplace_back("Outputs");
  if (target.role_arn != stack.definition.role_arn) sections.emplace_back("RoleArn");
  if (target.tags != stack.definition.tags) sections.emplace_back("Tags");
  return sections;
}

json::object properties_of(const Call& call, const StackRecord& stack, const StackModel& model,
                           const std::string& logical_id) {
  const ResourceRecords records = resources(call).of_stack(stack.id);
  const std::set<std::string> nothing_else;
  StackResolver resolver{call.env.store, stack, records, &nothing_else};
  const auto evaluated =
      tmpl::evaluate_resource(model.scope(resolver), *model.tmpl.find_resource(logical_id));
  return evaluated.has_error() ? json::object{} : evaluated->properties;
}

/// "" if it is there. [assumption] All types word it as those of CloudFormation's registry do.
Task<std::string> lookup_obstacle(Call& call, StackRecord stack, ResourceImport import,
                                  json::object properties) {
  const ResourceType& type = *find_resource_type(import.type);
  ResourceCall reading =
      reading_call(call, stack, import.logical_id, import.physical_id, std::move(properties));
  const ApiResult<bool> there = co_await id_exists(type, reading);
  if (there.has_error()) co_return std::string(there.error().message);
  if (*there) co_return std::string();
  co_return no_such_resource(import.type, import.physical_id);
}

}  // namespace

std::vector<std::string> import_identifiers(const ResourceType& type) {
  const auto shape = shapes::resource_types().find_operation(type.name);
  const bool is_found = type.exists || can_drift(type);
  if (!shape || shape->uri().empty() || !is_found || type.is_custom) return {};
  return split(shape->uri(), ' ');
}

ApiResult<std::vector<ResourceImport>> resources_to_import(const Call& call, const tmpl::Template& tmpl) {
  ENI_TRY(const auto given, call.params.objects("ResourcesToImport"));
  if (given.empty()) return aws::validation_error("Must Provide at least one resource to import");
  std::vector<ResourceImport> imports;
  std::vector<std::string> missing;
  std::set<std::string> seen;
  for (const json::object& entry : given) {
    const std::string logical_id = text_at(entry, "LogicalResourceId");
    if (!seen.insert(logical_id).second)
      return aws::validation_error("Every resource to import must have unique LogicalResourceId");
    if (!tmpl.find_resource(logical_id)) missing.push_back(logical_id);
  }
  if (!missing.empty()) {
    return aws::validation_error("The logical resource ids " + bracketed(missing) +
                                 " provided in ResourceToImport do not exist in the template.");
  }
  std::set<std::pair<std::string, std::string>> taken;
  for (const json::object& entry : given) {
    ENI_TRY(ResourceImport import, read_import(entry));
    const std::string& declared = tmpl.find_resource(import.logical_id)->type;
    if (declared != import.type) {
      return aws::validation_error(
          "Resource type of [" + import.logical_id +
          "] passed in ResourceToImport does not match with resource type defined in the template. Resource "
          "type in ResourceToImport: " +
          import.type + "; Resource type in Template: " + declared + ".");
    }
    if (!taken.emplace(import.type, import.physical_id).second) {  // Assumed wording.
      return aws::validation_error("Every resource to import must be a resource of its own; " +
                                   import.physical_id + " is imported twice");
    }
    imports.push_back(std::move(import));
  }
  return imports;
}

ApiResult<void> check_import(const std::vector<ResourceImport>& imports, const Plan& plan,
                             const StackRecord& stack, const StackDefinition& target,
                             const tmpl::Template& tmpl) {
  std::set<std::string> added;
  std::vector<std::string> modified;
  for (const json::value& element : plan.changes) {
    const json::object& change = object_at(element, "ResourceChange");
    const std::string id = text_at(change, "LogicalResourceId");
    if (text_at(change, "Action") == "Add") {
      added.insert(id);
    } else if (text_at(change, "Action") == "Remove" || !is_of_stack(change)) {
      modified.push_back(id);
    }
  }
  if (added.empty())
    return aws::validation_error("The template should contain at least one new resource to import.");
  std::vector<std::string> present;
  std::vector<std::string> unprotected;
  for (const ResourceImport& import : imports) {
    if (added.erase(import.logical_id) == 0) present.push_back(import.logical_id);
    if (!tmpl.find_resource(import.logical_id)->deletion_policy) unprotected.push_back(import.logical_id);
  }
  if (!present.empty()) {
    return aws::validation_error(
        "Resources " + bracketed(present) +
        " passed in ResourceToImport are already in a stack and cannot be imported.");
  }
  if (!added.empty()) {
    return aws::validation_error("Resources " + bracketed({added.begin(), added.end()}) +
                                 " is missing from ResourceToImport list");
  }
  if (!modified.empty()) {
    return aws::validation_error("You have modified resources " + bracketed(modified) +
                                 " in your template that are not being imported. Update, create or delete "
                                 "operations cannot be executed during import operations.");
  }
  if (const auto sections = changed_sections(plan, stack, target); !sections.empty()) {
    return aws::validation_error("As part of the import operation, you cannot modify or add " +
                                 bracketed(sections));
  }
  if (!unprotected.empty()) {
    return aws::validation_error("The following resources to import " + bracketed(unprotected) +
                                 " must have DeletionPolicy attribute specified in the template.");
  }
  return {};
}

Task<std::string> import_obstacle(Call& call, StackRecord stack, const StackModel& model,
                                  const std::vector<ResourceImport>& imports) {
  for (const ResourceImport& import : imports) {
    auto looking = lookup_obstacle(call, stack, import, properties_of(call, stack, model, import.logical_id));
    std::string obstacle = co_await std::move(looking);
    if (!obstacle.empty()) co_return obstacle;
    const auto owner = resources(call).stack_of_physical_id(stack.account, stack.region, import.physical_id);
    if (owner) co_return import.physical_id + " already exists in stack " + *owner;
  }
  co_return std::string();
}

json::array import_changes(const std::vector<ResourceImport>& imports) {
  json::array changes;
  for (const ResourceImport& import : imports) {
    json::object change{{"Action", "Import"},
                        {"LogicalResourceId", import.logical_id},
                        {"PhysicalResourceId", import.physical_id},
                        {"ResourceType", import.type},
                        {"Scope", json::array()},
                        {"Details", json::array()}};
    changes.push_back(json::object{{"Type", "Resource"}, {"ResourceChange", std::move(change)}});
  }
  return changes;
}

json::object kept_imports(const std::vector<ResourceImport>& imports) {
  json::object kept;
  for (const ResourceImport& import : imports) kept[import.logical_id] = import.physical_id;
  return kept;
}

}  // namespace eni::sandbox::cloudformation
