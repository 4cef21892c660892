#include "sandbox/store/iam_repository.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "sandbox/store/aws_managed_policies.h"
#include "sandbox/store/iam_instance_profile_repository.h"
#include "sandbox/store/iam_policy_repository.h"
#include "sandbox/store/iam_trust.h"
#include "sandbox/store/sts_repository.h"

namespace eni::sandbox {
namespace {

IamIdentity role_named(const std::string& name, const std::string& unique_id = {}) {
  IamIdentity role;
  role.account = "000000000000";
  role.name = name;
  role.unique_id = unique_id.empty() ? "AROA" + name : unique_id;
  role.arn = "arn:aws:iam::000000000000:role/" + name;
  role.created = 1000;
  return role;
}

class IamRepositoryTest : public testing::Test {
 protected:
  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  IamRepository& iam_ = store_->get<IamRepository>();
};

TEST_F(IamRepositoryTest, FindsRolesWithoutCaseAndByArn) {
  const IamIdentity role = iam_.insert(role_named("Hosts"));
  EXPECT_EQ(iam_.find("000000000000", IdentityKind::kRole, "hosts")->id, role.id);
  EXPECT_EQ(iam_.find_by_arn(role.arn)->name, "Hosts");
  EXPECT_FALSE(iam_.find("000000000000", IdentityKind::kUser, "hosts"));
  EXPECT_FALSE(iam_.find("111111111111", IdentityKind::kRole, "hosts"));
}

TEST_F(IamRepositoryTest, ListsByPathAndAfterAName) {
  for (const char* name : {"a", "b", "c"}) {
    IamIdentity role = role_named(name);
    if (*name != 'b') role.path = "/team/";
    iam_.insert(role);
  }
  const auto names = [&](std::string_view prefix, std::string_view after, int limit) {
    std::string all;
    for (const IamIdentity& role : iam_.list("000000000000", IdentityKind::kRole, prefix, after, limit))
      all += role.name;
    return all;
  };
  EXPECT_EQ(names("/", "", 10), "abc");
  EXPECT_EQ(names("/team/", "", 10), "ac");
  EXPECT_EQ(names("/", "a", 1), "b");
}

TEST_F(IamRepositoryTest, ForgetsTagsWithTheRole) {
  const IamIdentity role = iam_.insert(role_named("r"));
  iam_.put_tag(role.unique_id, "team", "red");
  iam_.put_tag(role.unique_id, "Team", "blue");
  EXPECT_EQ(iam_.tags(role.unique_id), (IamTags{{"Team", "blue"}}));
  iam_.remove(role);
  EXPECT_TRUE(iam_.tags(role.unique_id).empty());
  EXPECT_FALSE(iam_.find_by_id(role.id));
}

TEST_F(IamRepositoryTest, KnowsWhereAPolicyIsAttached) {
  const IamIdentity role = iam_.insert(role_named("r"));
  iam_.attach(role.id, "arn:aws:iam::aws:policy/ReadOnlyAccess");
  iam_.attach(role.id, "arn:aws:iam::aws:policy/ReadOnlyAccess");
  EXPECT_EQ(iam_.attachments(role.id).size(), 1U);
  EXPECT_EQ(iam_.attached_to("000000000000", "arn:aws:iam::aws:policy/ReadOnlyAccess").size(), 1U);
  EXPECT_TRUE(iam_.detach(role.id, "arn:aws:iam::aws:policy/ReadOnlyAccess"));
  EXPECT_FALSE(iam_.detach(role.id, "arn:aws:iam::aws:policy/ReadOnlyAccess"));
}

TEST_F(IamRepositoryTest, KnowsWhoIsInAGroup) {
  IamIdentity group = role_named("g");
  group.kind = IdentityKind::kGroup;
  group = iam_.insert(group);
  EXPECT_EQ(iam_.find("000000000000", IdentityKind::kGroup, "g")->kind, IdentityKind::kGroup);
  IamIdentity user = role_named("u");
  user.kind = IdentityKind::kUser;
  user = iam_.insert(user);
  iam_.add_member(group.id, user.id);
  iam_.add_member(group.id, user.id);
  ASSERT_EQ(iam_.members(group.id).size(), 1U);
  EXPECT_EQ(iam_.members(group.id)[0].name, "u");
  ASSERT_EQ(iam_.groups_of(user.id).size(), 1U);
  EXPECT_EQ(iam_.groups_of(user.id)[0].name, "g");
  iam_.remove_member(group.id, user.id);
  EXPECT_TRUE(iam_.members(group.id).empty());
}

TEST_F(IamRepositoryTest, ShowsTheUniqueIdOfATrustedPrincipalThatIsGone) {
  const IamIdentity trusted = iam_.insert(role_named("trusted", "AROAFIRST"));
  IamIdentity role = role_named("r");
  role.trust = R"({"Statement":[{"Effect":"Allow","Principal":{"AWS":")" + trusted.arn +
               R"("},"Action":"sts:AssumeRole"}]})";
  role.trust_principals = to_json_text({{trusted.arn, trusted.unique_id}});
  EXPECT_EQ(trust_to_show(iam_, role), role.trust);
  EXPECT_NE(trust_for_authorization(role).find(R"("AWS":"AROAFIRST")"), std::string::npos);
  iam_.remove(trusted);
  iam_.insert(role_named("trusted", "AROASECOND"));
  EXPECT_NE(trust_to_show(iam_, role).find(R"("AWS":"AROAFIRST")"), std::string::npos);
}

TEST_F(IamRepositoryTest, KeepsInstanceProfiles) {
  auto& profiles = store_->get<IamInstanceProfileRepository>();
  const IamIdentity role = iam_.insert(role_named("r"));
  profiles.insert(
      {"AIPA1", "000000000000", "p", "/", "arn:aws:iam::000000000000:instance-profile/p", 1, std::nullopt});
  profiles.set_role("AIPA1", role.id);
  EXPECT_EQ(profiles.find("000000000000", "P")->role_id, role.id);
  EXPECT_EQ(profiles.of_role(role.id).size(), 1U);
  profiles.set_role("AIPA1", std::nullopt);
  EXPECT_TRUE(profiles.of_role(role.id).empty());
}

TEST_F(IamRepositoryTest, KeepsSessions) {
  auto& sessions = store_->get<StsRepository>();
  sessions.insert({"ASIA1", "s", "t", "{}", 0, 1000, "", "[]"});
  EXPECT_EQ(sessions.find("ASIA1")->expires, 1000);
  constexpr std::int64_t kTwoDays = 2LL * 24 * 60 * 60 * 1000;
  sessions.insert({"ASIA2", "s", "t", "{}", kTwoDays, kTwoDays + 1, "", "[]"});
  EXPECT_FALSE(sessions.find("ASIA1"));
}

TEST(AwsManagedPolicies, AreFoundInEveryPartition) {
  EXPECT_NE(find_aws_managed_policy("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
            nullptr);
  EXPECT_NE(find_aws_managed_policy("arn:aws-cn:iam::aws:policy/AdministratorAccess"), nullptr);
  EXPECT_EQ(find_aws_managed_policy("arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole"), nullptr);
  EXPECT_EQ(find_aws_managed_policy("arn:aws:iam::000000000000:policy/AdministratorAccess"), nullptr);
  for (const AwsManagedPolicy& policy : aws_managed_policies()) {
    EXPECT_TRUE(parse_json(policy.document).has_value()) << policy.name;
    EXPECT_EQ(find_aws_managed_policy(policy.arn()), &policy);
    EXPECT_LE(policy.created(), policy.updated()) << policy.name;
  }
}

TEST(IamPolicyRepository, KeepsVersions) {
  const auto store = *Store::open(":memory:");
  auto& policies = store->get<IamPolicyRepository>();
  const std::string arn = "arn:aws:iam::000000000000:policy/p";
  ManagedPolicy policy{arn, "000000000000", "p", "/", "ANPA1", std::nullopt, 1, 1, 5, 5};
  policies.insert(policy);
  policies.insert_version(arn, {1, "one", 5});
  policies.insert_version(arn, {2, "two", 6});
  EXPECT_EQ(policies.document(arn), "one");
  policy.default_version = 2;
  policies.update(policy);
  EXPECT_EQ(policies.document(arn), "two");
  EXPECT_EQ(policies.versions(arn).front().version, 2);
  policies.remove(arn);
  EXPECT_FALSE(policies.find(arn));
  EXPECT_TRUE(policies.versions(arn).empty());
  EXPECT_TRUE(policies.document("arn:aws:iam::aws:policy/AdministratorAccess"));
}

}  // namespace
}  // namespace eni::sandbox
