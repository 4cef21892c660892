#include "sandbox/services/cloudformation/stack_sets/failure_reason.h"

#include <limits>

#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr int kPage = 100;

/// Of a resource, and its own: others are cancelled when one fails.
bool is_cause(const json::value& event) {
  return text_at(event, "ResourceStatus").ends_with("_FAILED") &&
         text_at(event, "PhysicalResourceId") != text_at(event, "StackId") &&
         !text_at(event, "ResourceStatusReason").ends_with(" cancelled");
}

std::string told(const json::value& event) {
  std::string text = "ResourceLogicalId:" + text_at(event, "LogicalResourceId") +
                     ", ResourceType:" + text_at(event, "ResourceType") +
                     ", ResourceStatusReason:" + text_at(event, "ResourceStatusReason");
  if (!text.ends_with(".")) text += ".";
  return text;
}

}  // namespace

std::string failure_reason(Store& store, const StackRecord& stack, const std::string& token) {
  std::string cause;
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  for (bool is_in_operation = true; is_in_operation;) {
    const auto page = store.get<CloudFormationEvents>().newest(stack.id, before, kPage);
    for (const json::value& event : page.events) {
      is_in_operation = text_at(event, "ClientRequestToken") == token;
      if (!is_in_operation) break;
      if (is_cause(event)) cause = told(event);
    }
    if (!page.next) break;
    before = *page.next;
  }
  return cause.empty() ? stack.status_reason : cause;
}

}  // namespace eni::sandbox::cloudformation
