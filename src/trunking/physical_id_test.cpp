#include "trunking/physical_id.h"

#include <gtest/gtest.h>

namespace eni::trunking {
namespace {

const ResourceName kName{"arn:aws:cloudformation:eu-central-1:123456789012:stack/trunks/1", "Trunks"};
const ResourceName kOther{"arn:aws:cloudformation:eu-central-1:123456789012:stack/trunks/2", "Trunks"};
const std::string kA = "arn:aws:iam::123456789012:role/a";
const std::string kB = "arn:aws-cn:iam::123456789012:role/path/b";

SettingProperties of(std::vector<std::string> roles, bool is_list, const char* region = "eu-central-1") {
  SettingProperties out;
  out.roles = std::move(roles);
  out.is_list = is_list;
  out.region = aws::Region{region};
  return out;
}

TEST(PhysicalId, OfARoleSaysPartitionAccountRegionRoleAndSetting) {
  EXPECT_EQ(physical_id(kName, of({kA}, false)),
            "eni-trunking:awsvpcTrunking:eu-central-1:arn:aws:iam::123456789012:role/a");
}

TEST(PhysicalId, OfAListDependsOnTheResourceAndNotOnItsRoles) {
  EXPECT_EQ(physical_id(kName, of({kA}, true)), physical_id(kName, of({kB, kA}, true)));
  EXPECT_NE(physical_id(kName, of({kA}, true)), physical_id(kOther, of({kA}, true)));
  EXPECT_NE(physical_id(kName, of({kA}, true)), physical_id(kName, of({kA}, true, "eu-west-1")));
}

TEST(PhysicalId, IsBelowOneKilobyteForTheLongestRole) {
  const std::string longest =
      "arn:aws-us-gov:iam::123456789012:role/" + std::string(511, 'p') + "/" + std::string(64, 'r');
  EXPECT_LT(physical_id(kName, of({longest}, false, "us-gov-west-1")).size(), 1024U);
}

struct Row {
  const char* name;
  std::string id;
  SettingProperties properties;
  bool expected;
};

TEST(PhysicalId, StandsForThePropertiesItCameFrom) {
  const std::string list = physical_id(kName, of({kA}, true));
  const Row rows[] = {
      {"its own role", physical_id(kName, of({kA}, false)), of({kA}, false), true},
      {"another role", physical_id(kName, of({kB}, false)), of({kA}, false), false},
      {"another region", physical_id(kName, of({kA}, false, "eu-west-1")), of({kA}, false), false},
      {"its own list", list, of({kB}, true), true},
      {"the list of another stack", physical_id(kOther, of({kA}, true)), of({kA}, true), false},
      {"a role that became a list", physical_id(kName, of({kA}, false)), of({kA, kB}, true), true},
      {"a list that became a role", list, of({kA}, false), true},
      {"a Create that made nothing", physical_id_of_nothing(kName), of({kA}, false), false},
      {"CloudFormation's own", "trunks-Trunks-1ABCDEFGHIJKL", of({kA}, true), false},
      {"empty", "", of({kA}, false), false},
  };
  for (const Row& row : rows) EXPECT_EQ(stands_for(row.id, kName, row.properties), row.expected) << row.name;
}

}  // namespace
}  // namespace eni::trunking
