#include "eni_trunking/fleet/fleet_report.h"

#include <gtest/gtest.h>
#include <sstream>

namespace eni::command {
namespace {

const std::vector<StackInstance> kInstances{
    {{"111122223333", "eu-central-1"}, "CURRENT", "SUCCEEDED", "", "arn:1", "", "NOT_CHECKED"},
    {{"111122223333", "us-east-1"}, "CURRENT", "SUCCEEDED", "", "arn:2", "", "DRIFTED"},
    {{"444455556666", "eu-central-1"}, "OUTDATED", "FAILED", "no role", "", "", "NOT_CHECKED"},
};

StackSetDescription description() {
  StackSetDescription set;
  set.name = "eni-trunking";
  set.id = "eni-trunking:1";
  return set;
}

std::vector<EndedOperation> operations(const char* status, const char* result) {
  return {{{"op-1", "CREATE", status, "too many"}, {{{"111122223333", "eu-central-1"}, result, "no role"}}}};
}

TEST(FleetReport, StatusIsARowAnAccount) {
  EXPECT_EQ(status_table(description(), kInstances, StackSetOperation{"op-2", "UPDATE", "RUNNING", ""},
                         FleetLines{"eni-trunking fleet deploy", ""}, Rows::kShared),
            "eni-trunking, SELF_MANAGED: 3 stacks, 1 not current\n"
            "under way: UPDATE RUNNING, operation op-2\n"
            "\n"
            "account       eu-central-1  us-east-1\n"
            "111122223333  CURRENT       CURRENT, DRIFTED\n"
            "444455556666  FAILED\n"
            "\n"
            "Not current:\n"
            "  444455556666 in eu-central-1\n"
            "    no role\n");
}

TEST(FleetReport, ManyAccountsInTheSameStatesShareARow) {
  std::vector<StackInstance> instances{kInstances[2]};
  for (int i = 0; i < 497; ++i)
    instances.push_back({{std::to_string(100000000000 + i), "eu-central-1"}, "CURRENT", "", "", "", "", ""});
  const std::string shared = status_table(description(), instances, std::nullopt, {}, Rows::kShared);
  EXPECT_EQ(shared.substr(0, shared.find("\n\nNot current")),
            "eni-trunking, SELF_MANAGED: 498 stacks, 1 not current\n"
            "\n"
            "account       eu-central-1\n"
            "497 accounts  CURRENT\n"
            "444455556666  FAILED");
  const std::string all = status_table(description(), instances, std::nullopt, {}, Rows::kOneAnAccount);
  EXPECT_NE(all.find("100000000496  CURRENT\n"), std::string::npos);
}

TEST(FleetReport, MoreRegionsThanFitBesideEachOtherStandInALine) {
  std::vector<StackInstance> instances;
  for (const char* account : {"111122223333", "444455556666"}) {
    for (int i = 0; i < 12; ++i) {
      const bool is_bad = account[0] == '4' && i < 2;
      instances.push_back({{account, "eu-region-" + std::to_string(10 + i)},
                           is_bad ? "OUTDATED" : "CURRENT",
                           "FAILED",
                           "why",
                           "",
                           "",
                           ""});
    }
  }
  const std::string text = status_table(description(), instances, std::nullopt, {}, Rows::kShared);
  EXPECT_EQ(text.substr(0, text.find("\n\nNot current")),
            "eni-trunking, SELF_MANAGED: 24 stacks, 2 not current\n"
            "\n"
            "account       state    regions\n"
            "111122223333  CURRENT  all\n"
            "444455556666  CURRENT  10 Regions\n"
            "              FAILED   eu-region-10, eu-region-11");
}

TEST(FleetReport, ADeploymentIsSummedUpByRegions) {
  EXPECT_EQ(deployment_table({kInstances.begin(), kInstances.begin() + 2}, {"eni-trunking", ""}),
            "region        CURRENT  OUTDATED  INOPERABLE\n"
            "eu-central-1        1         0           0\n"
            "us-east-1           1         0           0\n");
}

TEST(FleetReport, ThePreferencesAreSaidInWords) {
  EXPECT_EQ(preferences_text(OperationPreferences{}),
            "At most 10% of the accounts at a time, one Region after the other; "
            "tolerated failures in a Region: 0 accounts.");
  OperationPreferences preferences;
  preferences.max_concurrent = {1, false};
  preferences.failure_tolerance = {20, true};
  preferences.regions_in_parallel = true;
  EXPECT_EQ(preferences_text(preferences),
            "At most 1 account at a time, in all Regions at the same time; "
            "tolerated failures in a Region: 20% of the accounts.");
}

TEST(FleetReport, TheEndIsInTheExitCode) {
  const std::vector<StackInstance> good{kInstances.begin(), kInstances.begin() + 2};
  const struct {
    std::vector<EndedOperation> operations;
    std::vector<StackInstance> instances;
    int code;
    const char* err;
  } rows[] = {
      {{}, good, 0, ""},
      {operations("SUCCEEDED", "SUCCEEDED"), good, 0, ""},
      {{},
       kInstances,
       1,
       "eni-trunking: 1 of 3 stacks not current\n  mend what is named, and run the same again\n"},
      {operations("SUCCEEDED", "FAILED"), kInstances, 1,
       "eni-trunking: 1 of 3 stacks not current, within the failure tolerance\n"
       "  mend what is named, and run the same again\n"},
      {operations("FAILED", "FAILED"), kInstances, 3,
       "eni-trunking: the operation op-1 (CREATE) ended in FAILED: too many\n"
       "  mend what is named, and run the same again: it goes on with what is not current\n"},
      {operations("STOPPED", "CANCELLED"), kInstances, 3,
       "eni-trunking: the operation op-1 (CREATE) ended in STOPPED: too many\n"
       "  mend what is named, and run the same again: it goes on with what is not current\n"},
  };
  for (const auto& row : rows) {
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{out, err, false, ""};
    EXPECT_EQ(static_cast<int>(report_end(terminal, row.operations, row.instances)), row.code);
    EXPECT_EQ(err.str(), row.err);
  }
}

}  // namespace
}  // namespace eni::command
