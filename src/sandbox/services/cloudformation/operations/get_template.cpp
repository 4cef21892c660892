#include "sandbox/services/cloudformation/engine/stack_model.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"

namespace eni::sandbox::cloudformation {
namespace {

/// What transforms have made of it; without any, the template as it was given.
std::string processed(const StackDefinition& definition) {
  const auto parsed = parse_definition(definition);
  if (parsed.has_error() || parsed->transforms.empty()) return definition.template_body;
  json::object body = tmpl::to_json(*parsed->document.root).as_object();
  body.stable_erase("Transform");
  return json::serialize(body);
}

ApiResult<StackDefinition> asked_definition(const Call& call) {
  if (call.params.has("ChangeSetName")) {
    ENI_TRY(const FoundChangeSet found, required_change_set(call));
    return found.change_set.definition;
  }
  ENI_TRY(const StackRecord stack, required_stack(call));
  return stack.definition;
}

}  // namespace

ApiResult<Reply> get_template(Call& call) {
  ENI_TRY(const StackDefinition definition, asked_definition(call));
  const bool is_processed = call.params.text_or("TemplateStage", "Original") == "Processed";
  std::string body = is_processed ? processed(definition) : definition.template_body;
  return Reply{json::object{{"TemplateBody", std::move(body)},
                            {"StagesAvailable", json::array{"Original", "Processed"}}}};
}

}  // namespace eni::sandbox::cloudformation
