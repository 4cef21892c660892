#include "trunking/setting_access.h"

#include <gtest/gtest.h>

namespace eni::trunking {
namespace {

TEST(SettingAccess, ASessionsIdentityIsItsRole) {
  EXPECT_EQ(identity_of(*aws::Arn::parse("arn:aws:sts::123456789012:assumed-role/Admin/me")).text(),
            "arn:aws:iam::123456789012:role/Admin");
  const aws::Arn role = *aws::Arn::parse("arn:aws:iam::123456789012:role/team/Hosts");
  EXPECT_EQ(identity_of(role), role);
}

TEST(SettingAccess, TheCallersStatementNamesItsAccountAndWhateverPathItsRoleHas) {
  const struct {
    const char* caller;
    const char* root;
    const char* principals;
  } rows[] = {
      {"arn:aws:iam::210987654321:user/ci", "arn:aws:iam::210987654321:root",
       R"("arn:aws:iam::210987654321:user/ci")"},
      {"arn:aws-cn:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0/me@x",
       "arn:aws-cn:iam::123456789012:root",
       R"(["arn:aws-cn:iam::123456789012:role/AWSReservedSSO_Admin_0","arn:aws-cn:iam::123456789012:role/*/AWSReservedSSO_Admin_0"])"},
  };
  for (const auto& row : rows) {
    const json::object statement = caller_trust_statement(*aws::Arn::parse(row.caller));
    EXPECT_EQ(text_at(object_at(statement, "Principal"), "AWS"), row.root);
    EXPECT_EQ(
        json::serialize(*find(object_at(object_at(statement, "Condition"), "ArnLike"), "aws:PrincipalArn")),
        row.principals);
  }
}

}  // namespace
}  // namespace eni::trunking
