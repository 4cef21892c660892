#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "template/template.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The template as one that uses no transforms has it in both stages.
ApiResult<std::string> template_body(const Call& call) {
  if (call.params.has("ChangeSetName")) {
    ENI_TRY(const FoundChangeSet found, required_change_set(call));
    return found.change_set.definition.template_body;
  }
  ENI_TRY(const StackRecord stack, required_stack(call));
  return stack.definition.template_body;
}

}  // namespace

ApiResult<Reply> get_template(Call& call) {
  ENI_TRY(std::string body, template_body(call));
  return Reply{json::object{{"TemplateBody", std::move(body)},
                            {"StagesAvailable", json::array{"Original", "Processed"}}}};
}

}  // namespace eni::sandbox::cloudformation
