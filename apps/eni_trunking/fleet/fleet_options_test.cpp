#include "eni_trunking/fleet/fleet_options.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::command {
namespace {

using Texts = std::vector<std::string>;

template <class T>
std::string message(const Result<T>& result) {
  return result.has_error() ? result.error().message : "";
}

TEST(FleetOptions, ANumberOfAccountsOrAPercentage) {
  const struct {
    const char* text;
    int least;
    int number;
    bool is_percentage;
  } good[] = {{"1", 1, 1, false},
              {"0", 0, 0, false},
              {"25%", 1, 25, true},
              {"0%", 0, 0, true},
              {"100%", 1, 100, true}};
  for (const auto& row : good) {
    const auto read = read_count_or_percentage(row.text, "--x", row.least);
    ASSERT_TRUE(read.has_value()) << row.text;
    EXPECT_EQ(read->number, row.number) << row.text;
    EXPECT_EQ(read->is_percentage, row.is_percentage) << row.text;
  }
  for (const char* text : {"", "%", "0", "-1", "101%", "1.5", "ten", "5 %", "100001"})
    EXPECT_EQ(message(read_count_or_percentage(text, "--x", 1)),
              "--x: '" + std::string(text) + "' is neither a number of accounts from 1 on nor a percentage");
}

TEST(FleetOptions, PreferencesAreWrittenAsStackSetsReadsThem) {
  EXPECT_EQ(json::serialize(read_preferences({})->as_json()),
            R"({"MaxConcurrentPercentage":10,"FailureToleranceCount":0,"RegionConcurrencyType":"SEQUENTIAL",)"
            R"("ConcurrencyMode":"SOFT_FAILURE_TOLERANCE"})");
  EXPECT_EQ(
      json::serialize(read_preferences({"5", "20%", {"us-east-1,eu-west-1"}, true, "strict"})->as_json()),
      R"({"MaxConcurrentCount":5,"FailureTolerancePercentage":20,"RegionConcurrencyType":"PARALLEL",)"
      R"("ConcurrencyMode":"STRICT_FAILURE_TOLERANCE","RegionOrder":["us-east-1","eu-west-1"]})");
}

TEST(FleetOptions, TheOrderOfRegionsIsThatOfTheOperationsOwn) {
  OperationPreferences preferences;
  EXPECT_EQ(preferences.restricted_to({"a", "b"}).region_order, Texts{});
  preferences.region_order = {"c", "a"};
  EXPECT_EQ(preferences.restricted_to({"a", "b", "c"}).region_order, (Texts{"c", "a", "b"}));
  EXPECT_EQ(preferences.restricted_to({"b"}).region_order, (Texts{"b"}));
}

TEST(FleetOptions, ListsAreReadPieceByPieceAndOnce) {
  EXPECT_EQ(listed({"a,b", " c ", "a", ",,"}), (Texts{"a", "b", "c"}));
  EXPECT_EQ(*read_accounts({"111122223333,444455556666"}), (Texts{"111122223333", "444455556666"}));
  EXPECT_EQ(*read_regions({"eu-central-1", "us-gov-west-1"}, "--regions"),
            (Texts{"eu-central-1", "us-gov-west-1"}));
  EXPECT_EQ(*read_organizational_units({"ou-exam-12345678,r-exam"}), (Texts{"ou-exam-12345678", "r-exam"}));
}

TEST(FleetOptions, WhatIsNotInAListIsSaid) {
  EXPECT_EQ(message(read_accounts({"11112222333"})), "'11112222333' is no account id");
  for (const char* region : {"europe", "eu-central", "EU-central-1", "eu-central-1a", "eu--1"})
    EXPECT_EQ(message(read_regions({region}, "--regions")), "'" + std::string(region) + "' is no Region");
  for (const char* unit : {"ou-1", "r-", "o-example", "ou-exam-1234"})
    EXPECT_EQ(message(read_organizational_units({unit})),
              "'" + std::string(unit) + "' is no organizational unit");
}

TEST(FleetOptions, AFileOfAccountsMayHaveRemarks) {
  EXPECT_EQ(
      *read_accounts_file("# all\n111122223333 # web\r\n\n444455556666,777788889999 111122223333\n", "f"),
      (Texts{"111122223333", "444455556666", "777788889999"}));
  EXPECT_EQ(message(read_accounts_file("111122223333\nweb\n", "accounts.txt")),
            "accounts.txt:2: 'web' is no account id");
}

}  // namespace
}  // namespace eni::command
