#include "eni_trunking/fleet/targets.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::command {
namespace {

StackSetDescription stack_set(PermissionModel permissions) {
  StackSetDescription set;
  set.name = "web";
  set.permissions = permissions;
  return set;
}

const std::vector<StackInstance> kInstances{
    {{"1", "b"}, "CURRENT", "", "", "", "ou-1", ""},
    {{"1", "a"}, "CURRENT", "", "", "", "ou-1", ""},
    {{"2", "a"}, "CURRENT", "", "", "", "ou-2", ""},
};

/// "self 1,2 - a,b"
std::string text(const Result<TargetRequest>& read) {
  if (read.has_error()) return read.error().message;
  return std::string(*read->permissions == PermissionModel::kSelfManaged ? "self " : "service ") +
         join(read->accounts, ",") + " - " + join(read->organizational_units, ",") + " - " +
         join(read->regions, ",");
}

TEST(FleetTargets, WhatIsNotGivenIsAsTheStackSetHasIt) {
  const auto self = stack_set(PermissionModel::kSelfManaged);
  const auto service = stack_set(PermissionModel::kServiceManaged);
  EXPECT_EQ(text(complete_targets({}, self, kInstances)), "self 1,2 -  - a,b");
  EXPECT_EQ(text(complete_targets({}, service, kInstances)), "service  - ou-1,ou-2 - a,b");
  EXPECT_EQ(text(complete_targets({{"3"}, {}, std::nullopt, {"c"}}, self, kInstances)), "self 3 -  - c");
  EXPECT_EQ(
      text(complete_targets({{"3"}, {"ou-3"}, PermissionModel::kServiceManaged, {"c"}}, std::nullopt, {})),
      "service 3 - ou-3 - c");
}

TEST(FleetTargets, WhatNobodySaysIsAskedFor) {
  EXPECT_EQ(text(complete_targets({}, std::nullopt, {})), "which Regions to deploy to is not said");
  EXPECT_EQ(text(complete_targets({{}, {}, std::nullopt, {"a"}}, std::nullopt, {})),
            "which accounts to deploy to is not said");
  EXPECT_EQ(text(complete_targets({{}, {}, PermissionModel::kServiceManaged, {"a"}}, std::nullopt, {})),
            "which organizational units to deploy to is not said");
  EXPECT_EQ(text(complete_targets({{}, {}, PermissionModel::kServiceManaged, {}},
                                  stack_set(PermissionModel::kSelfManaged), kInstances)),
            "the stack set web is self-managed, and stays so: StackSets lets none that has stacks change it");
}

TEST(FleetTargets, OptionsAreRead) {
  EXPECT_EQ(text(read_targets({{"111122223333"}, "", {"ou-abcd-12345678"}, "", {"us-east-1"}})),
            "service 111122223333 - ou-abcd-12345678 - us-east-1");
  EXPECT_EQ(text(read_targets({{}, "", {"ou-abcd-12345678"}, "self-managed", {}})),
            "organizational units are for service-managed stack sets");
  EXPECT_EQ(text(read_targets({{}, "/nonexistent/accounts", {}, "", {}})),
            "cannot read /nonexistent/accounts: No such file or directory");
}

TEST(FleetTargets, OfUnitsSomeAccountsMayBeMeant) {
  const TargetAccounts below{{"1", "2"}, {{"1", "ou-1"}, {"2", "ou-1"}}, true};
  EXPECT_TRUE(narrow_targets(below, {})->is_whole_units);
  const auto narrowed = narrow_targets(below, {"2"});
  EXPECT_EQ(narrowed->accounts, std::vector<std::string>{"2"});
  EXPECT_EQ(narrowed->unit_of.at("2"), "ou-1");
  EXPECT_FALSE(narrowed->is_whole_units);
  EXPECT_TRUE(narrow_targets(below, {"3"}).has_error());
}

}  // namespace
}  // namespace eni::command
