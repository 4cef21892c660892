#include "sandbox/services/cloudformation/operations/input.h"

#include "aws/arn.h"
#include "aws/partition.h"
#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::cloudformation {
namespace {

bool is_arn(std::string_view text) { return text.starts_with("arn:"); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/// [a-zA-Z][-a-zA-Z0-9]*
bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

ApiError constraint_failed(const std::string& name, const std::string& constraint,
                           std::string_view member = "stackName") {
  return aws::validation_error("1 validation error detected: Value '" + name + "' at '" +
                               std::string(member) + "' failed to satisfy constraint: " + constraint);
}

bool is_of(const Call& call, const StackRecord& stack) {
  return stack.account == call.account().value && stack.region == call.region.value;
}

/// Members of requests that condition keys are of the same name as, or of another.
constexpr std::pair<std::string_view, std::string_view> kKeysOfMembers[] = {
    {"ChangeSetName", "cloudformation:ChangeSetName"},
    {"RoleARN", "cloudformation:RoleArn"},
    {"StackPolicyURL", "cloudformation:StackPolicyUrl"},
    {"TemplateURL", "cloudformation:TemplateUrl"},
};

void add_request_keys(Access& access, const Call& call) {
  for (const auto& [member, key] : kKeysOfMembers)
    if (const auto value = call.params.text(member)) access.context.emplace_back(key, *value);
  for (const std::string& type : texts_at(call.params.all(), "ResourceTypes"))
    access.context.emplace_back("cloudformation:ResourceTypes", type);
  for (const json::value& resource : array_at(call.params.all(), "ResourcesToImport"))
    access.context.emplace_back("cloudformation:ImportResourceTypes", text_at(resource, "ResourceType"));
}

Access access_to(const Call& call, const std::string& name_or_id) {
  const auto stack = name_or_id.empty() ? std::nullopt : find_stack(call, name_or_id);
  std::string arn = call.arn("cloudformation", "stack/" + (name_or_id.empty() ? "*" : name_or_id) + "/*");
  if (is_arn(name_or_id)) arn = name_or_id;
  if (stack) arn = stack->id;
  Access access = access_with_tags(call, std::move(arn), stack ? stack->definition.tags : json::array{});
  add_request_keys(access, call);
  return access;
}

}  // namespace

CloudFormationStacks& stacks(const Call& call) { return call.store<CloudFormationStacks>(); }
CloudFormationResources& resources(const Call& call) { return call.store<CloudFormationResources>(); }
CloudFormationChangeSets& change_sets(const Call& call) { return call.store<CloudFormationChangeSets>(); }
StackEngine& engine(const Call& call) { return call.env.component<StackEngine>(); }

ApiResult<std::string> required_stack_name(const Call& call) {
  std::string name = call.params.text_or("StackName", "");
  const bool is_id =
      is_arn(name) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view("-:/._+").find(c) != std::string_view::npos;
      });
  if (is_id || is_name(name)) return name;
  return constraint_failed(name,
                           "Member must satisfy regular expression pattern: "
                           "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*");
}

std::optional<StackRecord> find_stack(const Call& call, const std::string& name_or_id) {
  if (!is_arn(name_or_id))
    return stacks(call).find_living(call.account().value, call.region.value, name_or_id);
  auto stack = stacks(call).find_by_id(name_or_id);
  if (stack && !is_of(call, *stack)) return std::nullopt;
  return stack;
}

ApiResult<StackRecord> required_stack(const Call& call) {
  ENI_TRY(const std::string name, required_stack_name(call));
  auto stack = find_stack(call, name);
  if (!stack) return aws::validation_error("Stack with id " + name + " does not exist");
  return *std::move(stack);
}

ApiResult<StackRecord> required_stack_to_change(const Call& call) {
  ENI_TRY(const std::string name, required_stack_name(call));
  auto stack = find_stack(call, name);
  if (!stack || stack->status == StackStatus::kDeleteComplete) {
    return aws::validation_error("Stack [" + name + "] does not exist");
  }
  return *std::move(stack);
}

ApiResult<FoundChangeSet> required_change_set(const Call& call) {
  const std::string name = call.params.text_or("ChangeSetName", "");
  std::optional<ChangeSetRecord> change_set;
  if (is_arn(name)) {
    change_set = change_sets(call).find_by_id(name);
  } else {
    if (!call.params.has("StackName")) {
      return aws::validation_error(
          "StackName must be specified if ChangeSetName is not specified as an ARN.");
    }
    const std::string stack_name = call.params.text_or("StackName", "");
    const auto stack = find_stack(call, stack_name);
    if (!stack) return aws::validation_error("Stack [" + stack_name + "] does not exist");
    change_set = change_sets(call).find_by_name(stack->id, name);
  }
  auto stack = change_set ? stacks(call).find_by_id(change_set->stack_id) : std::nullopt;
  if (!stack || !is_of(call, *stack)) {
    return ApiError{"ChangeSetNotFound", "ChangeSet [" + name + "] does not exist", 404};
  }
  return FoundChangeSet{*std::move(stack), *std::move(change_set)};
}

Access stack_access(const Call& call) { return access_to(call, call.params.text_or("StackName", "")); }

Access change_set_access(const Call& call) {
  if (call.params.has("StackName")) return stack_access(call);
  const auto change_set = change_sets(call).find_by_id(call.params.text_or("ChangeSetName", ""));
  return access_to(call, change_set ? change_set->stack_id : std::string());
}

ApiResult<void> check_stack_name(const std::string& name, std::string_view member) {
  if (!is_name(name)) {
    return constraint_failed(name, "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
                             member);
  }
  if (name.size() > 128)
    return constraint_failed(name, "Member must have length less than or equal to 128", member);
  return {};
}

ApiResult<PageRange> page_range(const Call& call, std::size_t total, std::size_t size) {
  const auto key = read_page_token(call.params.text_or("NextToken", ""));
  const auto first = key && !key->empty() ? parse_integer(*key) : std::optional<long long>{0};
  if (!key || !first || *first < 0) return aws::validation_error("Invalid NextToken");
  PageRange range;
  range.begin = std::min(total, static_cast<std::size_t>(*first));
  range.end = std::min(total, range.begin + size);
  if (range.end < total) range.next_token = page_token(std::to_string(range.end));
  return range;
}

ApiResult<Reply> page_of(const Call& call, std::string_view member, const json::array& all,
                         std::size_t size) {
  ENI_TRY(const PageRange range, page_range(call, all.size(), size));
  json::object reply{{member, json::array(all.begin() + static_cast<std::ptrdiff_t>(range.begin),
                                          all.begin() + static_cast<std::ptrdiff_t>(range.end))}};
  set_unless_empty(reply, "NextToken", range.next_token);
  return Reply{std::move(reply)};
}

bool is_repeat(const Call& call, const StackRecord& stack, std::string_view operation) {
  const std::string token = call.params.text_or("ClientRequestToken", "");
  return !token.empty() && stack.last_token == token && stack.last_token_operation == operation;
}

void note_token(const Call& call, StackRecord& stack, std::string_view operation) {
  stack.last_token = call.params.text_or("ClientRequestToken", "");
  stack.last_token_operation = std::string(operation);
}

ResourceCall reading_call(const Call& call, const StackRecord& stack, const std::string& logical_id,
                          const std::string& physical_id, json::object properties) {
  return ResourceCall{engine(call).parts(),
                      call.principal,
                      call.region,
                      stack.account,
                      std::string(aws::partition_of(call.region).name),
                      stack.id,
                      stack.name,
                      logical_id,
                      physical_id,
                      std::move(properties),
                      {},
                      {},
                      {},
                      false,
                      nullptr};
}

std::string new_arn(const Call& call, std::string_view kind, const std::string& name) {
  return call.arn("cloudformation", std::string(kind) + "/" + name + "/" + call.random().uuid());
}

void set_unless_empty(json::object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

void set_unless_empty(json::object& object, std::string_view name, const json::array& list) {
  if (!list.empty()) object[name] = list;
}

}  // namespace eni::sandbox::cloudformation
