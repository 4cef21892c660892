#include "eni_trunking/fleet/fleet_doctor_report.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::command {
namespace {

StackInstance instance(const char* account, const char* region) {
  return {{account, region}, "CURRENT", "", "", "arn", "", ""};
}

const std::vector<StackInstance> kInstances{instance("222222222222", "us-east-1"),
                                            instance("111111111111", "us-east-1"),
                                            instance("111111111111", "eu-central-1")};

/// "1 in a, 2 in b", or the error.
std::string text(const Result<std::vector<StackPlace>>& places) {
  if (places.has_error()) return places.error().message + " (" + places.error().hint + ")";
  std::vector<std::string> texts;
  for (const StackPlace& place : *places) texts.push_back(place.account + " in " + place.region);
  return join(texts, ", ");
}

PlaceReport denied(const char* account, const char* region) {
  PlaceReport report{{account, region}};
  report.failure = "no";
  report.is_denied = true;
  return report;
}

TEST(FleetDoctorReport, PlacesAreThoseOfTheStackSet) {
  EXPECT_EQ(text(chosen_places("web", kInstances, {}, {})),
            "111111111111 in eu-central-1, 111111111111 in us-east-1, 222222222222 in us-east-1");
  EXPECT_EQ(text(chosen_places("web", kInstances, {"111111111111"}, {"us-east-1"})),
            "111111111111 in us-east-1");
}

TEST(FleetDoctorReport, WhatTheStackSetDoesNotHaveIsNoReasonToFindNothing) {
  EXPECT_EQ(text(chosen_places("web", {}, {}, {})),
            "the stack set web has no stacks: there is nothing to look at (make some by eni-trunking fleet "
            "deploy)");
  EXPECT_EQ(text(chosen_places("web", kInstances, {"111111111112"}, {})),
            "the stack set web has no stack in the account 111111111112 (did you mean '111111111111'?)");
  EXPECT_EQ(text(chosen_places("web", kInstances, {}, {"us-est-1"})),
            "the stack set web has no stack in the Region us-est-1 (did you mean 'us-east-1'?)");
  EXPECT_EQ(text(chosen_places("web", kInstances, {"222222222222"}, {"eu-central-1"})),
            "the stack set web has no stack of these accounts in these Regions (see: eni-trunking fleet "
            "status)");
}

TEST(FleetDoctorReport, ARootUserCanEnterNoOtherAccount) {
  const Caller root{*aws::Arn::parse("arn:aws:iam::123456789012:root")};
  const Caller user{*aws::Arn::parse("arn:aws:iam::123456789012:user/me")};
  const std::vector<StackPlace> own{{"123456789012", "us-east-1"}};
  const std::vector<StackPlace> other{{"111111111111", "us-east-1"}};
  EXPECT_FALSE(check_can_enter(user, other, "R"));
  EXPECT_FALSE(check_can_enter(root, own, "R"));
  const auto error = check_can_enter(root, other, "R");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message,
            "fleet doctor becomes the role R in each account, and STS lets no root user do that");
  EXPECT_EQ(error->hint,
            "run the same as an IAM user or a role of account 123456789012 that may sts:AssumeRole "
            "arn:aws:iam::*:role/R, e.g. with --profile PROFILE");
}

TEST(FleetDoctorReport, OnlyWhatWasSeenHasNoFindings) {
  const PlaceReport seen{{"111111111111", "eu-central-1"}};
  EXPECT_EQ(fleet_doctor_table({seen, seen}, {}, "R", false),
            "No findings in 2 places (accounts by Regions).\n");
  EXPECT_EQ(fleet_doctor_table({seen, denied("2", "a"), denied("2", "b")}, {}, "R", false),
            "Account 2 could not be looked at in a, b\n"
            "    no\n"
            "  The role R has to be there, to trust the caller, and to permit what\n"
            "  eni-trunking doctor --policy prints; --role-name names another.\n"
            "\n"
            "Only 1 of 3 places (accounts by Regions) could be looked at: no findings in that\n"
            "one.\n");
  const std::string none = fleet_doctor_table({denied("2", "a")}, {}, "R", false);
  EXPECT_NE(none.find("\nNone of 1 place (accounts by Regions) could be looked at.\n"), std::string::npos)
      << none;
  EXPECT_EQ(none.find("indings"), std::string::npos) << none;
}

TEST(FleetDoctorReport, WhatWasNotSeenIsSomethingToMend) {
  const PlaceReport seen{{"111111111111", "eu-central-1"}};
  PlaceReport noted = seen;
  noted.findings.push_back({.check = "x", .severity = diagnosis::Severity::kNote});
  EXPECT_FALSE(has_findings({seen, noted}, Notes::kPass));
  EXPECT_TRUE(has_findings({seen, noted}, Notes::kCount));
  EXPECT_TRUE(has_findings({seen, denied("2", "a")}, Notes::kPass));
  const json::object shown = fleet_doctor_json({denied("2", "a"), denied("2", "b")}, {});
  EXPECT_EQ(shown.at("looked_at"), 0u);
  EXPECT_EQ(shown.at("not_looked_at"), 2u);
}

}  // namespace
}  // namespace eni::command
