#include "trunking/instance_limits.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>

namespace eni::trunking {
namespace {

TEST(InstanceLimits, EveryRowOfTheTableIsRead) {
  const auto rows = all_instance_types();
  EXPECT_EQ(rows.size(), 1272u);
  for (const InstanceType& row : rows) {
    EXPECT_EQ(find_instance_type(row.instance_type), &row) << row.instance_type;
    EXPECT_GE(row.max_enis, 1) << row.instance_type;
    EXPECT_NE(row.instance_type.find('.'), std::string_view::npos) << row.instance_type;
    // Hosts of every type can be launched, and take tasks.
    EXPECT_GE(row.vcpus, 1) << row.instance_type;
    EXPECT_GE(row.memory_mib, 512u) << row.instance_type;
    EXPECT_FALSE(row.architectures.empty()) << row.instance_type;
  }
}

TEST(InstanceLimits, RowsAreSortedAndNoneIsThereTwice) {
  const auto rows = all_instance_types();
  EXPECT_EQ(std::adjacent_find(rows.begin(), rows.end(),
                               [](const InstanceType& a, const InstanceType& b) {
                                 return a.instance_type >= b.instance_type;
                               }),
            rows.end());
}

TEST(InstanceLimits, HowManyRowsRestOnWhichEvidence) {
  std::map<std::string_view, int> counts;
  for (const InstanceType& row : all_instance_types()) ++counts[to_string(row.evidence)];
  EXPECT_THAT(counts, testing::UnorderedElementsAre(
                          testing::Pair("documented", 418), testing::Pair("documented_conflict", 16),
                          testing::Pair("documented_excluded", 99), testing::Pair("derived", 531),
                          testing::Pair("derived_capped", 11), testing::Pair("not_trunk_compatible", 93),
                          testing::Pair("unknown", 104)));
}

TEST(InstanceLimits, ARowHoldsWhatTheTableSays) {
  const InstanceType* row = find_instance_type("c5.large");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->vcpus, 2);
  EXPECT_EQ(row->memory_mib, 4096u);
  EXPECT_EQ(row->max_enis, 3);
  EXPECT_EQ(row->ipv4_per_eni, 10);
  EXPECT_EQ(row->network_cards, 1);
  EXPECT_EQ(row->branch_interfaces, 9);
  EXPECT_EQ(row->hypervisor, "nitro");
  EXPECT_EQ(row->evidence, Evidence::kDocumented);
  EXPECT_EQ(row->eni_source, EniSource::kEc2);
  EXPECT_FALSE(row->bare_metal);
  EXPECT_FALSE(row->burstable);
  EXPECT_THAT(architectures_of(*row), testing::ElementsAre("x86_64"));
}

TEST(InstanceLimits, ATypeWithTwoArchitecturesHasBoth) {
  EXPECT_THAT(architectures_of(*find_instance_type("c1.medium")), testing::ElementsAre("i386", "x86_64"));
}

TEST(InstanceLimits, UnknownNamesHaveNoRow) {
  for (const char* name : {"", "c5", "c5.", "c5.larg", "c5.largest", "C5.large", "zz.large"})
    EXPECT_EQ(find_instance_type(name), nullptr) << name;
}

TEST(InstanceLimits, FamilyIsThePartBeforeTheDot) {
  EXPECT_EQ(family_of("u-18tb1.metal"), "u-18tb1");
  EXPECT_EQ(family_of("c5"), "c5");
}

}  // namespace
}  // namespace eni::trunking
