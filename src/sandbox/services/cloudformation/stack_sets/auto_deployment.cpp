#include "sandbox/services/cloudformation/stack_sets/auto_deployment.h"

#include <algorithm>

#include "sandbox/services/cloudformation/stack_sets/organization.h"

namespace eni::sandbox::cloudformation {
namespace {

bool is_listed(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

StackSetResult turn_for(const std::string& account, std::string region, std::string unit) {
  StackSetResult turn;
  turn.account = account;
  turn.region = std::move(region);
  turn.organizational_unit = std::move(unit);
  return turn;
}

/// Regions of the units that the account is in, where it has no instance yet.
std::vector<StackSetResult> turns_to_enter(Environment& env, const StackSetRecord& set,
                                           const std::string& account,
                                           const std::vector<std::string>& units) {
  auto& instances = env.store.get<CloudFormationStackInstances>();
  std::vector<StackSetResult> turns;
  for (const json::value& target : set.auto_deployment_targets) {
    const std::string unit = text_at(target, "OrganizationalUnitId");
    if (!is_listed(units, unit)) continue;
    for (std::string& region : texts_at(target.get_object(), "Regions")) {
      const bool is_known =
          std::ranges::any_of(turns, [&](const auto& turn) { return turn.region == region; });
      if (!is_known && !instances.find(set.id, account, region))
        turns.push_back(turn_for(account, std::move(region), unit));
    }
  }
  return turns;
}

/// Instances that came with a unit that the account is not in any more.
std::vector<StackSetResult> turns_to_leave(Environment& env, const StackSetRecord& set,
                                           const std::string& account,
                                           const std::vector<std::string>& units) {
  std::vector<StackSetResult> turns;
  auto& instances = env.store.get<CloudFormationStackInstances>();
  for (const StackInstanceRecord& row : instances.of_account(set.id, account)) {
    if (!is_listed(units, row.organizational_unit))
      turns.push_back(turn_for(account, row.region, row.organizational_unit));
  }
  return turns;
}

/// @return  whether there is something to do
bool begin(Environment& env, const StackSetRecord& set, StackSetAction action,
           std::vector<StackSetResult> turns) {
  if (turns.empty()) return false;
  StackSetOperationRecord operation;
  operation.stack_set_id = set.id;
  operation.id = env.random.uuid();
  operation.action = action;
  operation.created = env.scheduler.now();
  operation.retain_stacks = action == StackSetAction::kDelete && set.definition.retain_on_account_removal;
  json::array units;
  for (const StackSetResult& turn : turns) {
    const json::value unit(turn.organizational_unit);
    if (std::ranges::find(units, unit) == units.end()) units.push_back(unit);
  }
  operation.targets = {{"OrganizationalUnitIds", std::move(units)}};
  env.store.get<CloudFormationStackSetOperations>().insert_queued(std::move(operation), std::move(turns));
  return true;
}

}  // namespace

std::vector<std::string> follow_account(Environment& env, const std::string& account) {
  std::vector<std::string> changed;
  sqlite::Transaction transaction{env.store.database()};
  for (const StackSetRecord& set : env.store.get<CloudFormationStackSets>().service_managed()) {
    if (!set.definition.auto_deployment || !has_organizations_access(env.store, set.account)) continue;
    const auto units = units_of_account(env.store, set.account, account);
    const bool leaves = begin(env, set, StackSetAction::kDelete, turns_to_leave(env, set, account, units));
    const bool enters = begin(env, set, StackSetAction::kCreate, turns_to_enter(env, set, account, units));
    if (leaves || enters) changed.push_back(set.id);
  }
  forget_change(env.store, account);
  transaction.commit();
  return changed;
}

void add_targets(StackSetRecord& set, const std::vector<std::string>& units,
                 const std::vector<std::string>& regions) {
  for (const std::string& unit : units) {
    json::object* target = nullptr;
    for (json::value& known : set.auto_deployment_targets)
      if (text_at(known, "OrganizationalUnitId") == unit) target = known.if_object();
    if (!target) {
      set.auto_deployment_targets.push_back(
          json::object{{"OrganizationalUnitId", unit}, {"Regions", json::array{}}});
      target = set.auto_deployment_targets.back().if_object();
    }
    json::array& known = (*target)["Regions"].get_array();
    for (const std::string& region : regions)
      if (std::ranges::find(known, json::value(region)) == known.end()) known.emplace_back(region);
  }
}

void remove_targets(StackSetRecord& set, const std::vector<std::string>& units,
                    const std::vector<std::string>& regions) {
  json::array left;
  for (json::value& target : set.auto_deployment_targets) {
    if (is_listed(units, text_at(target, "OrganizationalUnitId"))) {
      json::array kept;
      for (std::string& region : texts_at(target.get_object(), "Regions"))
        if (!is_listed(regions, region)) kept.emplace_back(region);
      target.get_object()["Regions"] = kept;
      if (kept.empty()) continue;
    }
    left.push_back(target);
  }
  set.auto_deployment_targets = std::move(left);
}

}  // namespace eni::sandbox::cloudformation
