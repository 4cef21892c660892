#include "trunking/update_plan.h"

#include <gtest/gtest.h>

namespace eni::trunking {
namespace {

const ResourceName kName{"stack", "Trunks"};
const std::string kA = "arn:aws:iam::123456789012:role/a";
const std::string kB = "arn:aws:iam::123456789012:role/b";

SettingProperties role(const std::string& arn, const char* region = "eu-central-1") {
  SettingProperties out;
  out.roles = {arn};
  out.region = aws::Region{region};
  return out;
}
SettingProperties list(std::vector<std::string> arns) {
  SettingProperties out = role("");
  out.roles = std::move(arns);
  out.is_list = true;
  return out;
}
std::string id(const SettingProperties& properties) { return physical_id(kName, properties); }

struct Row {
  const char* name;
  std::string id;
  SettingProperties now;
  std::optional<SettingProperties> old;
  std::string answered;
  std::vector<std::string> dropped;
};

TEST(UpdatePlan, SaysWhichIdIsAnsweredAndWhoIsDroppedAtOnce) {
  const Row rows[] = {
      {"the value only", id(role(kA)), role(kA), role(kA), id(role(kA)), {}},
      {"another role is a replacement", id(role(kA)), role(kB), role(kA), id(role(kB)), {}},
      {"the rollback of one that failed", id(role(kA)), role(kA), role(kB), id(role(kA)), {kB}},
      {"the rollback of one that succeeded", id(role(kB)), role(kA), role(kB), id(role(kA)), {}},
      {"another region is a replacement",
       id(role(kA)),
       role(kA, "eu-west-1"),
       role(kA),
       id(role(kA, "eu-west-1")),
       {}},
      {"its rollback drops the role there",
       id(role(kA)),
       role(kA),
       role(kA, "eu-west-1"),
       id(role(kA)),
       {kA}},
      {"a list that shrinks", id(list({kA})), list({kB}), list({kA, kB}), id(list({kA})), {kA}},
      {"a list that grows", id(list({kA})), list({kA, kB}), list({kA}), id(list({kA})), {}},
      {"a role that becomes a list with it", id(role(kA)), list({kA, kB}), role(kA), id(role(kA)), {}},
      {"a role that becomes a list without it", id(role(kA)), list({kB}), role(kA), id(role(kA)), {kA}},
      {"a list that becomes one of its roles",
       id(list({kA})),
       role(kB),
       list({kA, kB}),
       id(list({kA})),
       {kA}},
      {"from another function's id", "2026/11/22/[$LATEST]01", role(kA), role(kA), id(role(kA)), {}},
      {"old properties that cannot be read", id(role(kA)), role(kA), std::nullopt, id(role(kA)), {}},
  };
  for (const Row& row : rows) {
    const UpdatePlan plan = plan_update(row.id, kName, row.now, row.old);
    EXPECT_EQ(plan.physical_id, row.answered) << row.name;
    EXPECT_EQ(plan.dropped_roles, row.dropped) << row.name;
  }
}

}  // namespace
}  // namespace eni::trunking
