#include "sandbox/gateway/principal.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

TEST(Principal, RootIsItsAccount) {
  const auto root = Principal::root(aws::AccountId{"123456789012"});
  EXPECT_EQ(root.arn, "arn:aws:iam::123456789012:root");
  EXPECT_EQ(root.identity_arn, root.arn);
  EXPECT_EQ(root.user_id, "123456789012");
}

TEST(Principal, IsKeptAndFoundAgain) {
  Principal session;
  session.type = PrincipalType::kAssumedRole;
  session.account.value = "123456789012";
  session.arn = "arn:aws:sts::123456789012:assumed-role/R/s";
  session.identity_arn = "arn:aws:iam::123456789012:role/R";
  session.user_id = "AROAX:s";
  session.session_policies = {"{}"};
  session.session_tags = {{"team", "a"}};
  session.access_key_id = "ASIAX";
  session.called_via = {"cloudformation.amazonaws.com"};
  const auto again = Principal::from_json(session.to_json());
  EXPECT_EQ(again.type, session.type);
  EXPECT_EQ(again.account, session.account);
  EXPECT_EQ(again.arn, session.arn);
  EXPECT_EQ(again.identity_arn, session.identity_arn);
  EXPECT_EQ(again.user_id, session.user_id);
  EXPECT_EQ(again.session_policies, session.session_policies);
  EXPECT_EQ(again.session_tags, session.session_tags);
  EXPECT_EQ(again.access_key_id, session.access_key_id);
  EXPECT_EQ(again.called_via, session.called_via);
}

TEST(Principal, UnknownTypeIsNoRoot) {
  EXPECT_EQ(Principal::from_json({{"type", "emperor"}}).type, PrincipalType::kUser);
}

}  // namespace
}  // namespace eni::sandbox
