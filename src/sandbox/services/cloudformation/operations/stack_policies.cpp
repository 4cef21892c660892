/// SetStackPolicy, GetStackPolicy.
#include "sandbox/services/cloudformation/operations/stack_policies.h"

#include "sandbox/services/cloudformation/engine/stack_policy.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/template_source.h"

namespace eni::sandbox::cloudformation {

Task<ApiResult<std::optional<std::string>>> given_policy(Call& call, std::string body, std::string url,
                                                         const tmpl::Template& tmpl) {
  std::optional<std::string> policy = call.params.text(body);
  const std::optional<std::string> place = call.params.text(url);
  if (policy && place) co_return aws::validation_error("You cannot specify both " + url + " and " + body);
  if (place) {
    ENI_CO_TRY(std::string text, co_await read_object(call, *place));
    policy = std::move(text);
  }
  if (!policy) co_return policy;
  std::vector<std::string> logical_ids;
  for (const tmpl::Resource& resource : tmpl.resources) logical_ids.push_back(resource.logical_id);
  ENI_CO_CHECK(check_stack_policy(*policy, logical_ids));
  co_return policy;
}

Task<ApiResult<Reply>> set_stack_policy(Call& call) {
  ENI_CO_TRY(StackRecord stack, required_stack_to_change(call));
  const auto parsed = parse_definition(stack.definition);
  if (parsed.has_error()) co_return template_error(parsed.error());
  ENI_CO_TRY(const auto policy, co_await given_policy(call, "StackPolicyBody", "StackPolicyURL", *parsed));
  if (!policy)
    co_return aws::validation_error(
        "You must specify either StackPolicyURL or StackPolicyBody");  // [unverified]
  ENI_CO_TRY(stack, required_stack_to_change(call));
  engine(call).edit(stack, [&policy](StackRecord& row) { row.policy_body = *policy; });
  co_return Reply{};
}

ApiResult<Reply> get_stack_policy(Call& call) {
  ENI_TRY(const StackRecord stack, required_stack_to_change(call));
  json::object reply;
  set_unless_empty(reply, "StackPolicyBody", stack.policy_body);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::cloudformation
