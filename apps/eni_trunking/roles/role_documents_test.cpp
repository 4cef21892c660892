#include "eni_trunking/roles/role_documents.h"

#include <gtest/gtest.h>

#include "trunking/setting_access.h"

namespace eni::command {
namespace {

const aws::Arn kRole = *aws::Arn::parse("arn:aws:iam::123456789012:role/team/Hosts");
const aws::Arn kFunction =
    *aws::Arn::parse("arn:aws:iam::123456789012:role/eni-trunking/s-EniTrunkingFunctionRole-X");
constexpr std::string_view kEc2Only =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}})";

std::string with_function(std::string_view document) {
  return json::serialize(with_statement(document, trunking::function_trust_statement(kRole)).value());
}

TEST(RoleDocuments, TheStatementLetsTheFunctionBecomeTheRole) {
  EXPECT_FALSE(is_trusted(kEc2Only, kFunction).value());
  const std::string trusted = with_function(kEc2Only);
  EXPECT_TRUE(is_trusted(trusted, kFunction).value());
  EXPECT_FALSE(is_trusted(trusted, *aws::Arn::parse("arn:aws:iam::123456789012:role/other")).value());
  EXPECT_FALSE(
      is_trusted(trusted, *aws::Arn::parse("arn:aws:iam::210987654321:role/eni-trunking/f")).value());
  EXPECT_NE(trusted.find("ec2.amazonaws.com"), std::string::npos) << "what was there stays";
}

TEST(RoleDocuments, AddingTwiceIsAddingOnce) {
  const std::string once = with_function(kEc2Only);
  EXPECT_EQ(with_function(once), once);
  EXPECT_TRUE(has_statement(once, trunking::kFunctionStatementId));
  EXPECT_FALSE(has_statement(kEc2Only, trunking::kFunctionStatementId));
}

TEST(RoleDocuments, WhatWasAddedCanBeRemoved) {
  const auto removed = without_statement(with_function(kEc2Only), trunking::kFunctionStatementId).value();
  EXPECT_FALSE(has_statement(json::serialize(removed), trunking::kFunctionStatementId));
  EXPECT_EQ(array_at(removed, "Statement").size(), 1u) << "what was there stays";
}

TEST(RoleDocuments, AStatementThatSomebodyChangedIsPutRight) {
  std::string changed = with_function(kEc2Only);
  changed.replace(changed.find("/eni-trunking/*"), 15, "/elsewhere/*");
  EXPECT_FALSE(is_trusted(changed, kFunction).value());
  EXPECT_EQ(with_function(changed), with_function(kEc2Only));
}

TEST(RoleDocuments, OtherWaysToTrustCountToo) {
  const auto document = [](const std::string& principal, const std::string& condition) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" + principal +
           R"("},"Action":"sts:AssumeRole")" + condition + "}]}";
  };
  const struct {
    std::string document;
    bool trusted;
  } rows[] = {
      {document("arn:aws:iam::123456789012:root", ""), true},
      {document(kFunction.text(), ""), true},
      {document("arn:aws:iam::123456789012:role/another", ""), false},
      {document("arn:aws:iam::123456789012:root",
                R"(,"Condition":{"StringEquals":{"sts:RoleSessionName":"eni-trunking"}})"),
       true},
      {document("arn:aws:iam::123456789012:root",
                R"(,"Condition":{"StringEquals":{"sts:RoleSessionName":"other"}})"),
       false},
      {document("arn:aws:iam::123456789012:root", R"(,"Condition":{"StringEquals":{"sts:ExternalId":"x"}})"),
       false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(is_trusted(row.document, kFunction).value(), row.trusted) << row.document;
}

TEST(RoleDocuments, WhatIsNoPolicyIsSaid) {
  EXPECT_TRUE(is_trusted("{", kFunction).has_error());
  EXPECT_TRUE(with_statement("[]", {}).has_error());
}

TEST(RoleDocuments, TheCallersStatementLetsASessionOfARoleWithAPathBecomeIt) {
  const aws::Arn session =
      *aws::Arn::parse("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0/me");
  const std::string trusted =
      json::serialize(with_statement(kEc2Only, trunking::caller_trust_statement(session)).value());
  const struct {
    const char* role;
    bool trusted;
  } rows[] = {
      {"arn:aws:iam::123456789012:role/AWSReservedSSO_Admin_0", true},
      {"arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0",
       true},
      {"arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1", false},
      {"arn:aws:iam::210987654321:role/AWSReservedSSO_Admin_0", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(is_trusted(trusted, *aws::Arn::parse(row.role)).value(), row.trusted) << row.role;
}

}  // namespace
}  // namespace eni::command
