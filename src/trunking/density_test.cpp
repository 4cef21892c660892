#include "trunking/density.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace eni::trunking {
namespace {

constexpr int kBranchInterfacesEnd = 120;

/// ECS spends as branches what the VPC resource controller keeps as ordinary interfaces.
int derived(const InstanceType& row) { return row.branch_interfaces + row.max_enis - 2; }

/// Documented numbers that the derivation does not give, and the reason.
const struct {
  const char* instance_type;
  int tasks;
  const char* reason;
} kNotByTheFormula[] = {
    {"i4i.16xlarge", 248, "the controller's limit is at its end"},
    {"i4i.32xlarge", 498, "the controller's limit is at its end"},
    {"i4i.metal", 498, "the controller's limit is at its end"},
    {"trn1n.32xlarge", 242, "the controller's limit is at its end"},
    {"p3.2xlarge", 40, "not trunk compatible by the controller"},
    {"p3.8xlarge", 60, "not trunk compatible by the controller"},
    {"p3.16xlarge", 120, "not trunk compatible by the controller"},
    {"u-6tb1.56xlarge", 12, "not trunk compatible by the controller"},
    {"hpc6a.48xlarge", 120, "the controller does not know it"},
    {"hpc6id.32xlarge", 120, "the controller does not know it"},
    {"u-18tb1.metal", 12, "the controller does not know it"},
    {"u-24tb1.metal", 12, "the controller does not know it"},
};

bool is_exception(const InstanceType& row) {
  for (const auto& exception : kNotByTheFormula)
    if (row.instance_type == exception.instance_type) return row.tasks_with_trunking == exception.tasks;
  return false;
}

/// What the row's evidence says about its numbers.
void check_numbers(const InstanceType& row) {
  switch (row.evidence) {
    case Evidence::kDocumented:
    case Evidence::kDocumentedConflict:
      EXPECT_TRUE(row.tasks_with_trunking == derived(row) || is_exception(row)) << row.tasks_with_trunking;
      return;
    case Evidence::kDerived:
      EXPECT_EQ(row.tasks_with_trunking, derived(row));
      EXPECT_GT(row.branch_interfaces, 0);
      EXPECT_LT(row.branch_interfaces, kBranchInterfacesEnd);
      return;
    case Evidence::kDerivedCapped:
      EXPECT_EQ(row.tasks_with_trunking, derived(row));
      EXPECT_EQ(row.branch_interfaces, kBranchInterfacesEnd);
      return;
    case Evidence::kNotTrunkCompatible:
      EXPECT_EQ(row.branch_interfaces, 0);
      EXPECT_EQ(row.tasks_with_trunking, 0);
      return;
    case Evidence::kDocumentedExcluded:
      EXPECT_EQ(row.tasks_with_trunking, 0);
      return;
    case Evidence::kUnknown:
      EXPECT_EQ(row.tasks_with_trunking, 0);
      EXPECT_EQ(row.branch_interfaces, 0);
      return;
  }
}

TEST(Density, EveryRowOfTheTableHoldsWhatItsEvidenceSays) {
  for (const InstanceType& row : all_instance_types()) {
    SCOPED_TRACE(std::string(row.instance_type) + " " + std::string(to_string(row.evidence)));
    check_numbers(row);
  }
}

TEST(Density, EveryRowOfTheTableCountsItsTasks) {
  for (const InstanceType& row : all_instance_types()) {
    SCOPED_TRACE(std::string(row.instance_type));
    const int without = max_awsvpc_tasks(row, Trunk::kNone);
    const int with = max_awsvpc_tasks(row, Trunk::kAttached);
    EXPECT_EQ(without, row.max_enis - 1);
    EXPECT_EQ(without, row.tasks_without_trunking) << "the table agrees with itself";
    EXPECT_EQ(with, takes_trunk(row) ? row.tasks_with_trunking : without);
    EXPECT_EQ(takes_trunk(row), row.tasks_with_trunking > 0);
    EXPECT_EQ(trunking_gain(row), with - without);
  }
}

TEST(Density, BurstableTypesNeverTakeATrunk) {
  int seen = 0;
  for (const InstanceType& row : all_instance_types()) {
    if (!row.burstable) continue;
    ++seen;
    EXPECT_FALSE(takes_trunk(row)) << row.instance_type;
  }
  EXPECT_EQ(seen, 28);
}

TEST(Density, NamedExamples) {
  const struct {
    const char* instance_type;
    int without;
    int with;
  } rows[] = {
      {"c5.large", 2, 10},        {"a1.medium", 1, 10},      {"m6g.medium", 1, 4},
      {"m5.large", 2, 10},        {"m5.xlarge", 3, 20},      {"m6i.8xlarge", 7, 90},
      {"m5.24xlarge", 14, 120},   {"p4d.24xlarge", 59, 120}, {"i4i.32xlarge", 14, 498},
      {"hpc6a.48xlarge", 1, 120},  // the largest factor
      {"t3.medium", 2, 2},         // no T family takes a trunk
      {"c5.metal", 14, 14},        // excluded
      {"u-18tb1.metal", 14, 12},   // loses by it
  };
  for (const auto& row : rows) {
    const InstanceType* type = find_instance_type(row.instance_type);
    ASSERT_NE(type, nullptr) << row.instance_type;
    EXPECT_EQ(max_awsvpc_tasks(*type, Trunk::kNone), row.without) << row.instance_type;
    EXPECT_EQ(max_awsvpc_tasks(*type, Trunk::kAttached), row.with) << row.instance_type;
  }
}

TEST(Density, TheTypesThatLoseByTrunkingAreThese) {
  std::vector<std::string_view> losers;
  for (const InstanceType& row : all_instance_types())
    if (trunking_gain(row) < 0) losers.push_back(row.instance_type);
  EXPECT_THAT(losers, testing::UnorderedElementsAre("u-18tb1.metal", "u-24tb1.metal", "u-6tb1.56xlarge"));
}

}  // namespace
}  // namespace eni::trunking
