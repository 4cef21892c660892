/// DescribeStacks, ListStacks, DescribeStackEvents.
#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/operations/shown.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kPageSize = 100;

}  // namespace

ApiResult<Reply> describe_stacks(Call& call) {
  if (call.params.has("StackName")) {
    ENI_TRY(const StackRecord stack, required_stack(call));
    return Reply{json::object{{"Stacks", json::array{json::value(shown_stack(stack))}}}};
  }
  json::array all;
  for (const StackRecord& stack : stacks(call).list(call.account().value, call.region.value)) {
    if (stack.status != StackStatus::kDeleteComplete) all.push_back(shown_stack(stack));
  }
  return page_of(call, "Stacks", all, kPageSize);
}

ApiResult<Reply> list_stacks(Call& call) {
  ENI_TRY(const auto statuses, call.params.texts("StackStatusFilter"));
  json::array all;
  for (const StackRecord& stack : stacks(call).list(call.account().value, call.region.value)) {
    const bool is_wanted = statuses.empty() || std::find(statuses.begin(), statuses.end(),
                                                         to_string(stack.status)) != statuses.end();
    if (is_wanted) all.push_back(shown_stack_summary(stack));
  }
  return page_of(call, "StackSummaries", all, kPageSize);
}

ApiResult<Reply> describe_stack_events(Call& call) {
  ENI_TRY(const std::string name, required_stack_name(call));
  const auto stack = find_stack(call, name);
  if (!stack) return aws::validation_error("Stack [" + name + "] does not exist");
  const auto key = read_page_token(call.params.text_or("NextToken", ""));
  const auto before = key && !key->empty() ? parse_integer(*key) : std::optional<long long>{INT64_MAX};
  if (!key || !before) return aws::validation_error("Invalid NextToken");
  auto page = call.store<CloudFormationEvents>().newest(stack->id, *before, static_cast<int>(kPageSize));
  json::object reply{{"StackEvents", std::move(page.events)}};
  if (page.next) reply["NextToken"] = page_token(std::to_string(*page.next));
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::cloudformation
