#include "eni_trunking/fleet/fleet_plan.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::command {
namespace {

const StackSetContent kContent{R"({"Resources":{"A":1,"B":2}})",
                               {{"Value", "enabled"}},
                               {},
                               PermissionModel::kSelfManaged,
                               "",
                               "",
                               false};

StackSetDescription existing() {
  StackSetDescription description;
  static_cast<StackSetContent&>(description) = kContent;
  description.template_body = R"({ "Resources": {"B": 2, "A": 1} })";
  description.name = "eni-trunking";
  return description;
}

StackInstance instance(const char* account, const char* region, const char* status = "CURRENT",
                       const char* stack_id = "arn") {
  return {{account, region}, status, "", "", stack_id, "", ""};
}

/// "1,2 in a,b; 3 in a"
std::string text(const std::vector<TargetGroup>& groups) {
  std::vector<std::string> texts;
  for (const TargetGroup& group : groups) {
    std::string one = join(group.accounts, ",") + " in " + join(group.regions, ",");
    if (!group.organizational_units.empty()) one += " by " + join(group.organizational_units, ",");
    texts.push_back(one);
  }
  return join(texts, "; ");
}

TEST(FleetPlan, OfNothingMakesAll) {
  const FleetPlan plan = plan_fleet(std::nullopt, {}, {kContent, {{"1", "2"}, {}, false}, {"b", "a"}});
  EXPECT_TRUE(plan.makes_stack_set);
  EXPECT_EQ(text(plan.added), "1,2 in a,b");
  EXPECT_EQ(plan.added_count(), 4u);
  EXPECT_TRUE(plan.updates.empty());
}

TEST(FleetPlan, AgainThereIsNothingToDo) {
  const FleetPlan plan = plan_fleet(existing(), {instance("1", "a"), instance("2", "a")},
                                    {kContent, {{"1", "2"}, {}, false}, {"a"}});
  EXPECT_TRUE(plan.is_empty()) << "the template is the same, written otherwise";
}

TEST(FleetPlan, WhatIsMissingIsAddedAndWhatFailedIsTriedAgain) {
  const FleetPlan plan = plan_fleet(
      existing(), {instance("1", "a"), instance("2", "a", "OUTDATED", ""), instance("3", "a", "INOPERABLE")},
      {kContent, {{"1", "2", "3", "4"}, {}, false}, {"a", "b"}});
  EXPECT_EQ(text(plan.added), "4 in a,b; 1,2,3 in b");
  EXPECT_EQ(text(plan.retried), "2 in a");
}

TEST(FleetPlan, AClosedAccountIsNotTriedAgain) {
  StackInstance closed = instance("1", "a", "OUTDATED", "");
  closed.detailed_status = "SKIPPED_SUSPENDED_ACCOUNT";
  EXPECT_TRUE(plan_fleet(existing(), {closed}, {kContent, {{"1"}, {}, false}, {"a"}}).is_empty());
}

TEST(FleetPlan, AnUpdateIsOfAllStacksThatAreThere) {
  WantedFleet wanted{kContent, {{"1", "2"}, {}, false}, {"a"}};
  wanted.content.parameters["Value"] = "disabled";
  wanted.content.tags = {{"team", "x"}};
  const FleetPlan plan = plan_fleet(existing(), {instance("1", "a", "OUTDATED", "")}, wanted);
  EXPECT_EQ(join(plan.updates, ", "), "parameters, tags");
  EXPECT_TRUE(plan.retried.empty()) << "the update tries it";
  EXPECT_EQ(text(plan.added), "2 in a");
}

TEST(FleetPlan, DifferencesAreOfWhatIsWanted) {
  StackSetContent has = kContent;
  has.tags = {{"team", "x"}};
  has.execution_role_name = "Runner";
  has.is_auto_deployed = true;
  EXPECT_EQ(join(differences(has, kContent), ", "), "") << "what is not given stays";
  StackSetContent wanted = kContent;
  wanted.template_body = "{}";
  wanted.execution_role_name = "Other";
  wanted.administration_role_arn = "arn";
  EXPECT_EQ(join(differences(has, wanted), ", "), "template, administration role, execution role");
}

TEST(FleetPlan, PlacesAreGroupedIntoWholeTables) {
  EXPECT_EQ(text(group_places({{"1", "b"}, {"1", "a"}, {"2", "a"}, {"2", "b"}, {"3", "a"}}, {})),
            "3 in a; 1,2 in a,b");
  EXPECT_EQ(text(group_places({{"1", "a"}, {"2", "a"}}, {{"1", "ou-2"}, {"2", "ou-1"}})),
            "1,2 in a by ou-1,ou-2");
  EXPECT_EQ(text(group_places({}, {})), "");
}

TEST(FleetPlan, InstancesWithoutAStackAreOnlyTakenFromTheList) {
  const std::vector<StackInstance> instances{instance("1", "a"), instance("2", "a", "OUTDATED", ""),
                                             instance("3", "a", "INOPERABLE")};
  const RemovalPlan plan = plan_removal(instances, {}, FailedStacks::kDelete);
  EXPECT_EQ(text(plan.deleted), "1,3 in a");
  EXPECT_EQ(text(plan.retained), "2 in a");
  EXPECT_TRUE(plan.given_up.empty());
  const RemovalPlan giving_up = plan_removal(instances, {}, FailedStacks::kGiveUp);
  EXPECT_EQ(text(giving_up.deleted), "1 in a");
  EXPECT_EQ(text(giving_up.retained), "2,3 in a");
  EXPECT_EQ(giving_up.given_up, (std::vector<StackPlace>{{"3", "a"}}));
}

StackInstance of_unit(const char* account, const char* status = "CURRENT", const char* stack_id = "arn") {
  StackInstance instance{{account, "a"}, status, "", "", stack_id, "ou-1", ""};
  return instance;
}

TEST(FleetPlan, AccountsAreReachedByTheUnitThatTheyAreInNow) {
  const std::vector<StackInstance> instances{of_unit("1"), of_unit("2"), of_unit("3", "OUTDATED", "")};
  const RemovalPlan plan =
      plan_removal(instances, {{"1", "ou-1"}, {"2", "ou-2"}, {"3", "r-1"}}, FailedStacks::kDelete);
  EXPECT_EQ(text(plan.deleted), "1,2 in a by ou-1,ou-2");
  EXPECT_EQ(text(plan.retained), "3 in a by r-1");
  WantedFleet wanted{kContent, {{}, {}, true}, {"a"}, {{"3", "r-1"}}};
  EXPECT_EQ(text(plan_fleet(existing(), instances, wanted).retried), "3 in a by r-1");
}

TEST(FleetPlan, AnAccountThatHasLeftTheOrganizationIsNotEntered) {
  const std::vector<StackInstance> instances{of_unit("1"), of_unit("2", "OUTDATED", "")};
  const RemovalPlan plan = plan_removal(instances, {}, FailedStacks::kDelete);
  EXPECT_EQ(text(plan.deleted), "");
  EXPECT_EQ(text(plan.retained), "2 in a by ou-1");
  EXPECT_EQ(plan.departed, (std::vector<StackPlace>{{"1", "a"}}));
  const RemovalPlan giving_up = plan_removal(instances, {}, FailedStacks::kGiveUp);
  EXPECT_EQ(text(giving_up.retained), "1,2 in a by ou-1");
  EXPECT_EQ(giving_up.given_up, (std::vector<StackPlace>{{"1", "a"}}));
  EXPECT_TRUE(giving_up.departed.empty());
  EXPECT_TRUE(plan_fleet(existing(), instances, {kContent, {{}, {}, true}, {"a"}}).retried.empty());
}

TEST(FleetPlan, AStackOfAClosedAccountCanOnlyBeGivenUp) {
  StackInstance closed = of_unit("1", "OUTDATED");
  closed.detailed_status = "SKIPPED_SUSPENDED_ACCOUNT";
  const std::map<std::string, std::string> reached_by{{"1", "ou-1"}};
  EXPECT_EQ(plan_removal({closed}, reached_by, FailedStacks::kGiveUp).given_up.size(), 1u);
  EXPECT_EQ(text(plan_removal({closed}, reached_by, FailedStacks::kDelete).deleted), "1 in a by ou-1");
}

TEST(FleetPlan, TheExtentIsTold) {
  EXPECT_EQ(extent_of({{{}, {"1", "2"}, {"a", "b"}}, {{}, {"3"}, {"a"}}}), "3 accounts in 2 Regions");
  EXPECT_EQ(extent_of({{{}, {"1"}, {"eu-central-1"}}}), "1 account in eu-central-1");
}

}  // namespace
}  // namespace eni::command
