#include "sandbox/services/cloudformation/stack_sets/set_input.h"

#include <algorithm>

#include "aws/partition.h"
#include "base/hash.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/cloudformation/stack_sets/organization.h"
#include "sandbox/services/cloudformation/stack_sets/preferences.h"
#include "sandbox/services/cloudformation/stack_sets/stack_set_engine.h"

namespace eni::sandbox::cloudformation {
namespace {

/// By its id, NAME:UUID, or by its name.
std::optional<StackSetRecord> find_set(const Call& call, const std::string& account,
                                       const std::string& name) {
  if (name.find(':') == std::string::npos)
    return stack_sets(call).find_active(account, call.region.value, name);
  auto set = stack_sets(call).find_by_id(name);
  if (set && (set->account != account || set->region != call.region.value)) return std::nullopt;
  return set;
}

ApiResult<std::vector<std::string>> given_regions(const Call& call) {
  ENI_TRY(auto regions, call.params.texts("Regions"));
  for (const std::string& region : regions)
    if (!aws::is_region(region)) return aws::validation_error("Region " + region + " is not supported");
  return regions;
}

ApiResult<std::vector<SetTargets::Account>> given_accounts(const Call& call, const StackSetRecord& set) {
  const json::object* targets = call.params.object("DeploymentTargets");
  ENI_TRY(const auto direct, call.params.texts("Accounts"));
  if (targets && !direct.empty())
    return aws::validation_error("You can specify either Accounts or DeploymentTargets, but not both");
  if (set.is_service_managed) {
    if (!direct.empty()) return no_unit_given();
    return accounts_of_targets(call, set.account, targets ? *targets : json::object{});
  }
  const Params members{targets ? *targets : json::object{}};
  if (members.has("OrganizationalUnitIds") || members.has("AccountFilterType")) {
    return aws::validation_error(
        "StackSets with SELF_MANAGED permission model can only have accounts as target");
  }
  ENI_TRY(auto listed, members.texts("Accounts"));
  listed.insert(listed.end(), direct.begin(), direct.end());
  std::vector<SetTargets::Account> accounts;
  for (const std::string& id : listed) {
    if (std::ranges::none_of(accounts, [&](const auto& known) { return known.id == id; }))
      accounts.push_back({id, ""});
  }
  return accounts;
}

std::string digest_of(const json::object& params) { return sha256_hex(json::serialize(params)); }

}  // namespace

CloudFormationStackSets& stack_sets(const Call& call) { return call.store<CloudFormationStackSets>(); }
CloudFormationStackInstances& stack_instances(const Call& call) {
  return call.store<CloudFormationStackInstances>();
}
CloudFormationStackSetOperations& set_operations(const Call& call) {
  return call.store<CloudFormationStackSetOperations>();
}

ApiResult<std::string> owner(const Call& call) {
  if (call.params.text_or("CallAs", "SELF") == "SELF") return call.account().value;
  return delegating_account(call);
}

ApiError set_not_found(const std::string& name) {
  return ApiError{"StackSetNotFoundException", "StackSet " + name + " not found", 404};
}

ApiResult<StackSetRecord> required_set(const Call& call) {
  ENI_TRY(const std::string account, owner(call));
  const std::string name = call.params.text_or("StackSetName", "");
  auto set = find_set(call, account, name);
  if (!set) return set_not_found(name);
  return *std::move(set);
}

std::string set_arn(const StackSetRecord& set) {
  return "arn:" + std::string(aws::partition_of(aws::Region{set.region}).name) +
         ":cloudformation:" + set.region + ":" + set.account + ":stackset/" + set.id;
}

Access set_access(const Call& call) {
  const std::string name = call.params.text_or("StackSetName", "*");
  // A delegated administrator's call is about the management account's stack set; IAM is asked about its own.
  const auto set = find_set(call, call.account().value, name);
  const bool is_id = name.find(':') != std::string::npos;
  Access access = access_with_tags(
      call, set ? set_arn(*set) : call.arn("cloudformation", "stackset/" + name + (is_id ? "" : ":*")),
      set ? set->definition.tags : json::array{});
  for (const auto& [member, key] : {std::pair{"AdministrationRoleARN", "cloudformation:RoleArn"},
                                    std::pair{"TemplateURL", "cloudformation:TemplateUrl"}})
    if (const auto value = call.params.text(member)) access.context.emplace_back(key, *value);
  for (const std::string& region : texts_at(call.params.all(), "Regions"))
    access.context.emplace_back("cloudformation:TargetRegion", region);
  return access;
}

ApiResult<SetTargets> read_targets(const Call& call, const StackSetRecord& set) {
  SetTargets targets;
  ENI_TRY(targets.regions, given_regions(call));
  ENI_TRY(targets.accounts, given_accounts(call, set));
  if (const json::object* given = call.params.object("DeploymentTargets")) targets.as_given = *given;
  return targets;
}

ApiResult<StackSetOperationRecord> new_operation(const Call& call, const StackSetRecord& set,
                                                 StackSetAction action) {
  StackSetOperationRecord operation;
  operation.stack_set_id = set.id;
  operation.id = call.params.text_or("OperationId", "");
  if (operation.id.empty()) operation.id = call.random().uuid();
  operation.action = action;
  operation.created = call.now();
  operation.administration_role_arn = set.definition.administration_role_arn;
  operation.execution_role_name = set.definition.execution_role_name;
  operation.request = digest_of(call.params.all());
  const json::object* given = call.params.object("OperationPreferences");
  ENI_TRY(const auto preferences, read_preferences(given ? *given : json::object{}));
  operation.preferences = shown_preferences(preferences);
  return operation;
}

ApiResult<std::optional<StackSetOperationRecord>> repeated_operation(
    const Call& call, const StackSetOperationRecord& operation) {
  auto known = set_operations(call).find_by_id(operation.stack_set_id, operation.id);
  if (known && (known->action != operation.action || known->request != operation.request)) {
    return ApiError{"OperationIdAlreadyExistsException", "Operation " + operation.id + " already exists",
                    409};
  }
  return known;
}

ApiResult<void> check_idle(const Call& call, const StackSetRecord& set) {
  const auto open = set_operations(call).open_of_set(set.id);
  if (open.empty() || set.definition.managed_execution) return {};
  return ApiError{"OperationInProgressException",
                  "Another Operation on StackSet " + set_arn(set) + " is in progress: " + open.front().id,
                  409};
}

Reply begin_operation(Call& call, const StackSetRecord& set, StackSetOperationRecord operation,
                      std::vector<StackSetResult> turns) {
  Reply reply{json::object{{"OperationId", operation.id}}};
  set_operations(call).insert_queued(std::move(operation), std::move(turns));
  call.env.component<StackSetEngine>().begin(set.id);
  return reply;
}

ApiResult<void> check_instances(const Call& call, const StackSetRecord& set,
                                const std::vector<StackSetResult>& turns) {
  for (const StackSetResult& turn : turns) {
    if (stack_instances(call).find(set.id, turn.account, turn.region)) continue;
    return ApiError{"StackInstanceNotFoundException",
                    "Stack instance not found for StackSet " + set.id + ", account " + turn.account +
                        ", region " + turn.region,
                    404};
  }
  return {};
}

std::vector<StackSetResult> turns_of(const OperationPreferences& preferences, const SetTargets& targets) {
  std::vector<StackSetResult> turns;
  for (const std::string& region : in_order(preferences, targets.regions)) {
    for (const SetTargets::Account& account : targets.accounts) {
      StackSetResult turn;
      turn.account = account.id;
      turn.region = region;
      turn.organizational_unit = account.organizational_unit;
      turns.push_back(std::move(turn));
    }
  }
  return turns;
}

ApiResult<PageRange> set_page_range(const Call& call, std::size_t total) {
  constexpr long long kMaxResults = 100;
  ENI_TRY(const auto size, call.params.integer("MaxResults", 1, kMaxResults));
  return page_range(call, total, static_cast<std::size_t>(size.value_or(kMaxResults)));
}

}  // namespace eni::sandbox::cloudformation
