#include "eni_trunking/fleet/fleet_plan.h"

#include <algorithm>
#include <set>

#include "diagnosis/trunkless_hosts.h"

namespace eni::command {

namespace {

std::size_t size_of(const std::vector<TargetGroup>& groups) {
  std::size_t size = 0;
  for (const TargetGroup& group : groups) size += group.size();
  return size;
}

bool is_same_template(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto first = parse_json(a);
  const auto second = parse_json(b);
  return first.has_value() && second.has_value() && *first == *second;
}

constexpr std::string_view kClosedAccount = "SKIPPED_SUSPENDED_ACCOUNT";

bool has_left(const StackInstance& instance, const std::map<std::string, std::string>& reached_by) {
  return !instance.organizational_unit.empty() && reached_by.count(instance.place.account) == 0;
}

}  // namespace

// An INOPERABLE one takes part in no update: fleet destroy gives it up. A closed account comes to nothing each time.
bool can_be_retried(const StackInstance& instance) {
  return instance.status == "OUTDATED" && instance.detailed_status != kClosedAccount;
}

std::map<std::string, std::string> units_of(const std::vector<StackInstance>& instances) {
  std::map<std::string, std::string> units;
  for (const StackInstance& instance : instances) {
    if (!instance.organizational_unit.empty()) units[instance.place.account] = instance.organizational_unit;
  }
  return units;
}

std::size_t FleetPlan::added_count() const { return size_of(added); }
std::size_t FleetPlan::retried_count() const { return size_of(retried); }

std::vector<std::string> differences(const StackSetContent& existing, const StackSetContent& wanted) {
  std::vector<std::string> found;
  if (!is_same_template(existing.template_body, wanted.template_body)) found.emplace_back("template");
  if (existing.parameters != wanted.parameters) found.emplace_back("parameters");
  if (!wanted.tags.empty() && existing.tags != wanted.tags) found.emplace_back("tags");
  if (!wanted.administration_role_arn.empty() &&
      existing.administration_role_arn != wanted.administration_role_arn)
    found.emplace_back("administration role");
  if (!wanted.execution_role_name.empty() && existing.execution_role_name != wanted.execution_role_name)
    found.emplace_back("execution role");
  if (wanted.is_auto_deployed && !existing.is_auto_deployed) found.emplace_back("automatic deployment");
  return found;
}

std::vector<TargetGroup> group_places(const std::vector<StackPlace>& places,
                                      const std::map<std::string, std::string>& unit_of) {
  std::map<std::string, std::vector<std::string>> regions_of;
  for (const StackPlace& place : places) regions_of[place.account].push_back(place.region);
  std::map<std::vector<std::string>, TargetGroup> groups;
  for (auto& [account, regions] : regions_of) {
    std::sort(regions.begin(), regions.end());
    TargetGroup& group = groups[regions];
    group.regions = regions;
    group.accounts.push_back(account);
  }
  std::vector<TargetGroup> all;
  for (auto& [regions, group] : groups) {
    std::set<std::string> units;
    for (const std::string& account : group.accounts) {
      const auto unit = unit_of.find(account);
      if (unit != unit_of.end()) units.insert(unit->second);
    }
    group.organizational_units.assign(units.begin(), units.end());
    all.push_back(std::move(group));
  }
  return all;
}

FleetPlan plan_fleet(const std::optional<StackSetDescription>& existing,
                     const std::vector<StackInstance>& instances, const WantedFleet& wanted) {
  FleetPlan plan;
  plan.makes_stack_set = !existing.has_value();
  plan.existing = instances.size();
  if (existing) plan.updates = differences(*existing, wanted.content);
  std::map<StackPlace, const StackInstance*> by_place;
  for (const StackInstance& instance : instances) by_place[instance.place] = &instance;

  std::vector<StackPlace> missing;
  for (const std::string& account : wanted.targets.accounts) {
    for (const std::string& region : wanted.regions) {
      if (by_place.count({account, region}) == 0) missing.push_back({account, region});
    }
  }
  plan.added = group_places(missing, wanted.targets.unit_of);
  std::vector<StackPlace> failed;
  for (const StackInstance& instance : instances) {
    if (plan.updates.empty() && can_be_retried(instance) && !has_left(instance, wanted.reached_by))
      failed.push_back(instance.place);
  }
  plan.retried = group_places(failed, wanted.reached_by);
  return plan;
}

RemovalPlan plan_removal(const std::vector<StackInstance>& instances,
                         const std::map<std::string, std::string>& reached_by, FailedStacks failed) {
  RemovalPlan plan;
  std::vector<StackPlace> deleted;
  std::vector<StackPlace> retained;
  // Those that have left stand in the list under the unit by which they came.
  std::map<std::string, std::string> units = units_of(instances);
  for (const auto& [account, unit] : reached_by) units[account] = unit;
  for (const StackInstance& instance : instances) {
    const bool is_departed = has_left(instance, reached_by);
    const bool is_stuck =
        is_departed || instance.status == "INOPERABLE" || instance.detailed_status == kClosedAccount;
    const bool is_given_up = failed == FailedStacks::kGiveUp && is_stuck;
    if (instance.stack_id.empty() || is_given_up) {
      retained.push_back(instance.place);
      if (!instance.stack_id.empty()) plan.given_up.push_back(instance.place);
    } else {
      (is_departed ? plan.departed : deleted).push_back(instance.place);
    }
  }
  plan.deleted = group_places(deleted, units);
  plan.retained = group_places(retained, units);
  return plan;
}

std::string extent_of(const std::vector<TargetGroup>& groups) {
  std::set<std::string> accounts;
  std::set<std::string> regions;
  for (const TargetGroup& group : groups) {
    accounts.insert(group.accounts.begin(), group.accounts.end());
    regions.insert(group.regions.begin(), group.regions.end());
  }
  return diagnosis::counted(accounts.size(), "account") + " in " +
         (regions.size() == 1 ? *regions.begin() : diagnosis::counted(regions.size(), "Region"));
}

}  // namespace eni::command
