#include "eni_trunking/fleet/artifacts.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

const Caller kAdministrator{*aws::Arn::parse("arn:aws:iam::123456789012:root")};

std::string statement(const Readers& readers) {
  return json::serialize(read_statement(kAdministrator, "web", "eu-central-1", readers));
}

TEST(FleetArtifacts, TheTargetAccountsMayReadTheStackSetsArchivesOnly) {
  EXPECT_EQ(statement({{"111122223333", "444455556666"}}),
            R"({"Sid":")" + read_statement_id("web") +
                R"(","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root",)"
                R"("arn:aws:iam::444455556666:root"]},"Action":"s3:GetObject",)"
                R"("Resource":"arn:aws:s3:::eni-trunking-123456789012-eu-central-1/fleet_web/*"})");
  EXPECT_EQ(
      statement({{}, "o-exampleorgid"}),
      R"({"Sid":")" + read_statement_id("web") +
          R"(","Effect":"Allow","Principal":{"AWS":"*"},)"
          R"("Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-exampleorgid"}},"Action":"s3:GetObject",)"
          R"("Resource":"arn:aws:s3:::eni-trunking-123456789012-eu-central-1/fleet_web/*"})");
}

TEST(FleetArtifacts, EachStackSetHasAStatementOfItsOwn) {
  EXPECT_NE(read_statement_id("a-b"), read_statement_id("ab"));
  EXPECT_EQ(read_statement_id("web").find_first_not_of(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
            std::string::npos);
}

TEST(FleetArtifacts, APolicyOfTooManyAccountsIsRefusedBeforehand) {
  const struct {
    Readers readers;
    bool fits;
  } rows[] = {{{std::vector<std::string>(500, "111122223333")}, true},
              {{std::vector<std::string>(600, "111122223333")}, false},
              {{std::vector<std::string>(5000, "111122223333"), "o-exampleorgid"}, true}};
  for (const auto& row : rows)
    EXPECT_EQ(check_readers(kAdministrator, "web", row.readers).has_value(), row.fits)
        << row.readers.accounts.size();
  EXPECT_EQ(
      check_readers(kAdministrator, "web", rows[1].readers).error().message,
      "a bucket policy that lets 600 accounts read the function's archive is longer than S3 takes: 20480 "
      "bytes");
}

}  // namespace
}  // namespace eni::command
