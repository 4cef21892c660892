#include "iam/legacy_parsing.h"

#include <gtest/gtest.h>

namespace eni::iam {
namespace {

struct Row {
  const char* text;
  bool accepted;
};

// The first nine as recorded on AWS.
constexpr Row kDates[] = {
    {"2017-07-01T00:00:00Z", true},
    {"01T", true},
    {"2016-12-13T21:20:37.593194+00:00", true},
    {"2016-12-13t2:00:00.593194+23", true},
    {"-292275054", true},
    {"sdfdsf", false},
    {"234-13", false},
    {"2016-12-13t2:00:00.593194+1", false},
    {"2016-12-13t2:00:00.1999999999+10:59", false},
    {"9223372036854775808", false},
    {"1500000000", true},
    {"2020", true},
    {"2020-01-02", true},
    {"2020-01-02T24:00Z", false},
    {"2020-01-02T10:60Z", false},
    {"2020-01-02T10:00-05:00", true},
    {"2020-1-2-3", false},
    {"2020-01-32", false},
    {"", false},
    {"-", false},
    {"T", false},
    {"${aws:PrincipalTag/until}", true},
};

TEST(IsLegacyDate, TakesWhatAwsTakes) {
  for (const Row& row : kDates) EXPECT_EQ(is_legacy_date(row.text), row.accepted) << row.text;
}

constexpr Row kResources[] = {
    {"arn:aws:s3:::b", true},        {"arn:aws:fdsasf", true},
    {"arn:aws:s3::b", false},        {"arn:aws::fdsasf", false},
    {"arn:aws::::b", false},         {"arn:aws:s3:::b:c:d", true},
    {"arn:aws:sqs:r:a:queue", true}, {"arn:aws:iam::${aws:PrincipalAccount}:role/x", true},
};

TEST(IsLegacyResource, WantsAVendorAndAllFields) {
  for (const Row& row : kResources)
    EXPECT_EQ(is_legacy_resource(resource_fields(row.text)), row.accepted) << row.text;
}

TEST(ResourceFields, LeavesVariablesWhole) {
  EXPECT_EQ(resource_fields("arn:aws:iam::${aws:PrincipalAccount}:role/a:b"),
            (std::vector<std::string>{"arn", "aws", "iam", "", "${aws:PrincipalAccount}", "role/a", "b"}));
}

}  // namespace
}  // namespace eni::iam
