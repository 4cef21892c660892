#include "iam/evaluate.h"

#include <gtest/gtest.h>

#include "iam/parse.h"

namespace eni::iam {
namespace {

constexpr const char* kAccount = "111122223333";
constexpr const char* kOther = "444455556666";
constexpr const char* kBucket = "arn:aws:s3:::b/key";

/// Statements as policy documents, so that rows stay short: "+ACTION RESOURCE" allows, "-ACTION RESOURCE"
/// denies; anything that begins with '{' is a statement itself.
Policy policy_of(const std::vector<std::string>& statements) {
  std::string text = R"({"Version": "2012-10-17", "Statement": [)";
  for (const std::string& statement : statements) {
    if (text.back() != '[') text += ',';
    if (statement[0] == '{') {
      text += statement;
      continue;
    }
    const std::size_t space = statement.find(' ');
    text += R"({"Effect": ")" + std::string{statement[0] == '+' ? "Allow" : "Deny"} + R"(", "Action": ")" +
            statement.substr(1, space - 1) + R"(", "Resource": ")" + statement.substr(space + 1) + "\"}";
  }
  if (statements.empty()) return {};
  auto policy = parse_policy(std::string_view{text + "]}"});
  if (policy.has_error()) ADD_FAILURE() << text;
  return *policy;
}

Caller user() {
  return {kAccount, "arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:user/ann", "AIDAANN", "",
          false};
}
Caller session() {
  return {
      kAccount, "arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:iam::111122223333:role/r", "AROAR", "",
      false};
}
Caller root() {
  return {kAccount, "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root", kAccount, "", true};
}
Caller lambda() { return {"", "", "", "", "lambda.amazonaws.com", false}; }

using Statements = std::vector<std::string>;

struct Row {
  const char* name;
  Caller caller;
  Statements identity;
  std::optional<Statements> boundary;
  std::optional<Statements> session;
  std::optional<Statements> resource;
  Reason reason;
  std::string resource_account = {};
  std::string action = "s3:GetObject";
};

std::string allow_to(const std::string& principal) {
  return R"({"Effect": "Allow", "Principal": )" + principal +
         R"(, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})";
}
std::string deny_to(const std::string& principal) {
  return R"({"Effect": "Deny", "Principal": )" + principal +
         R"(, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})";
}
std::string deny_not(const std::string& principal) {
  return R"({"Effect": "Deny", "NotPrincipal": )" + principal +
         R"(, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})";
}
std::string aws(const std::string& name) { return R"({"AWS": ")" + name + "\"}"; }

const Statements kAllowAll = {"+* *"};
const std::string kUserArn = "arn:aws:iam::111122223333:user/ann";
const std::string kRoleArn = "arn:aws:iam::111122223333:role/r";
const std::string kSessionArn = "arn:aws:sts::111122223333:assumed-role/r/s";
const std::string kRootArn = "arn:aws:iam::111122223333:root";
constexpr auto kNone = std::nullopt;

// clang-format off
const std::vector<Row> kRows = {
    // name, caller, identity, boundary, session, resource policy, outcome
    {"nothing allows", user(), {}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"identity allows", user(), {"+s3:GetObject *"}, kNone, kNone, kNone, Reason::kAllowed},
    {"another action", user(), {"+s3:PutObject *"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"another resource", user(), {"+s3:GetObject arn:aws:s3:::c/*"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"action wildcard", user(), {"+s3:Get* *"}, kNone, kNone, kNone, Reason::kAllowed},
    {"action without case", user(), {"+S3:getobject *"}, kNone, kNone, kNone, Reason::kAllowed},
    {"service wildcard", user(), {"+*:GetObject *"}, kNone, kNone, kNone, Reason::kAllowed},
    {"request mark in an action", user(), {"+s3:GetObjec? *"}, kNone, kNone, kNone, Reason::kAllowed},
    {"explicit deny wins over allow", user(), {"+* *", "-s3:GetObject *"}, kNone, kNone, kNone, Reason::kDeniedByIdentityPolicy},
    {"deny of something else", user(), {"+* *", "-s3:PutObject *"}, kNone, kNone, kNone, Reason::kAllowed},
    {"deny before allow", user(), {"-s3:* *", "+* *"}, kNone, kNone, kNone, Reason::kDeniedByIdentityPolicy},
    {"NotAction allows the rest", user(), {R"({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})"}, kNone, kNone, kNone, Reason::kAllowed},
    {"NotAction leaves out", user(), {R"({"Effect": "Allow", "NotAction": ["s3:*"], "Resource": "*"})"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"NotAction denies the rest", user(), {"+* *", R"({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"})"}, kNone, kNone, kNone, Reason::kDeniedByIdentityPolicy},
    {"NotResource allows the rest", user(), {R"({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::c/*"})"}, kNone, kNone, kNone, Reason::kAllowed},
    {"NotResource leaves out", user(), {R"({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b/*"})"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"NotResource denies the rest", user(), {"+* *", R"({"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::c/*"})"}, kNone, kNone, kNone, Reason::kDeniedByIdentityPolicy},
    {"condition holds", user(), {R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "ann"}}})"}, kNone, kNone, kNone, Reason::kAllowed},
    {"condition fails", user(), {R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "bob"}}})"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"all operators must hold", user(), {R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "ann"}, "Bool": {"aws:x": "true"}}})"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"all keys must hold", user(), {R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "ann", "aws:x": "y"}}})"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"an empty condition holds", user(), {R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}})"}, kNone, kNone, kNone, Reason::kAllowed},
    {"variable in a resource", user(), {"+s3:* arn:aws:s3:::${aws:bucket}/*"}, kNone, kNone, kNone, Reason::kAllowed},
    {"variable without a value", user(), {"+s3:* arn:aws:s3:::${aws:absent}/*"}, kNone, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"policies add up", user(), {"+s3:PutObject *", "+s3:GetObject *"}, kNone, kNone, kNone, Reason::kAllowed},

    {"boundary allows too", user(), kAllowAll, Statements{"+s3:* *"}, kNone, kNone, Reason::kAllowed},
    {"boundary allows something else", user(), kAllowAll, Statements{"+ec2:* *"}, kNone, kNone, Reason::kNoBoundaryAllows},
    {"boundary gives nothing", user(), {}, kAllowAll, kNone, kNone, Reason::kNoIdentityPolicyAllows},
    {"boundary denies", user(), kAllowAll, Statements{"+* *", "-s3:* *"}, kNone, kNone, Reason::kDeniedByBoundary},
    {"identity's deny is named before the boundary's", user(), {"-s3:* *"}, Statements{"-s3:* *"}, kNone, kNone, Reason::kDeniedByIdentityPolicy},

    {"session policy allows too", session(), kAllowAll, kNone, Statements{"+s3:* *"}, kNone, Reason::kAllowed},
    {"session policy allows something else", session(), kAllowAll, kNone, Statements{"+ec2:* *"}, kNone, Reason::kNoSessionPolicyAllows},
    {"session policy gives nothing", session(), {}, kNone, kAllowAll, kNone, Reason::kNoIdentityPolicyAllows},
    {"session policy denies", session(), kAllowAll, kNone, Statements{"+* *", "-s3:GetObject *"}, kNone, Reason::kDeniedBySessionPolicy},
    {"boundary is named before the session policy", session(), kAllowAll, Statements{"+ec2:* *"}, Statements{"+ec2:* *"}, kNone, Reason::kNoBoundaryAllows},
    {"all three allow", session(), {"+s3:* *"}, Statements{"+s3:Get* *"}, Statements{"+s3:GetObject *"}, kNone, Reason::kAllowed},

    {"resource policy names the user", user(), {}, kNone, kNone, Statements{allow_to(aws(kUserArn))}, Reason::kAllowed},
    {"… by its unique id", user(), {}, kNone, kNone, Statements{allow_to(aws("AIDAANN"))}, Reason::kAllowed},
    {"… of a user made again", user(), {}, kNone, kNone, Statements{allow_to(aws("AIDAOLD"))}, Reason::kNoIdentityPolicyAllows},
    {"… and a boundary does not matter", user(), {}, Statements{"+ec2:* *"}, kNone, Statements{allow_to(aws(kUserArn))}, Reason::kAllowed},
    {"… but a boundary's deny does", user(), {}, Statements{"-s3:* *"}, kNone, Statements{allow_to(aws(kUserArn))}, Reason::kDeniedByBoundary},
    {"… and the identity's deny does", user(), {"-s3:* *"}, kNone, kNone, Statements{allow_to(aws(kUserArn))}, Reason::kDeniedByIdentityPolicy},
    {"resource policy names another user", user(), {}, kNone, kNone, Statements{allow_to(aws("arn:aws:iam::111122223333:user/bob"))}, Reason::kNoIdentityPolicyAllows},
    {"resource policy names the account", user(), {}, kNone, kNone, Statements{allow_to(aws(kRootArn))}, Reason::kNoIdentityPolicyAllows},
    {"… and the identity allows", user(), kAllowAll, kNone, kNone, Statements{allow_to(aws(kRootArn))}, Reason::kAllowed},
    {"… by its number", user(), kAllowAll, kNone, kNone, Statements{allow_to(aws(kAccount))}, Reason::kAllowed},
    {"resource policy names everybody", user(), {}, kNone, kNone, Statements{allow_to("\"*\"")}, Reason::kAllowed},
    {"… as AWS star", user(), {}, kNone, kNone, Statements{allow_to(aws("*"))}, Reason::kAllowed},
    {"resource policy denies everybody", user(), kAllowAll, kNone, kNone, Statements{deny_to("\"*\"")}, Reason::kDeniedByResourcePolicy},
    {"resource policy denies the account", user(), kAllowAll, kNone, kNone, Statements{deny_to(aws(kAccount))}, Reason::kDeniedByResourcePolicy},
    {"resource policy denies another account", user(), kAllowAll, kNone, kNone, Statements{deny_to(aws(kOther))}, Reason::kAllowed},
    {"resource policy's deny wins over its allow", user(), {}, kNone, kNone, Statements{allow_to(aws(kUserArn)), deny_to(aws(kUserArn))}, Reason::kDeniedByResourcePolicy},

    {"resource policy names the role", session(), {}, kNone, kNone, Statements{allow_to(aws(kRoleArn))}, Reason::kAllowed},
    {"… by its unique id", session(), {}, kNone, kNone, Statements{allow_to(aws("AROAR"))}, Reason::kAllowed},
    {"… of a role made again", session(), {}, kNone, kNone, Statements{allow_to(aws("AROAOLD"))}, Reason::kNoIdentityPolicyAllows},
    {"… and the boundary limits it", session(), {}, Statements{"+ec2:* *"}, kNone, Statements{allow_to(aws(kRoleArn))}, Reason::kNoBoundaryAllows},
    {"… and the session policy limits it", session(), {}, kNone, Statements{"+ec2:* *"}, Statements{allow_to(aws(kRoleArn))}, Reason::kNoSessionPolicyAllows},
    {"… and both allow", session(), {}, Statements{"+s3:* *"}, Statements{"+s3:* *"}, Statements{allow_to(aws(kRoleArn))}, Reason::kAllowed},
    {"resource policy names the session", session(), {}, kNone, kNone, Statements{allow_to(aws(kSessionArn))}, Reason::kAllowed},
    {"… and the boundary does not limit it", session(), {}, Statements{"+ec2:* *"}, kNone, Statements{allow_to(aws(kSessionArn))}, Reason::kAllowed},
    {"… and the session policy does not limit it", session(), {}, kNone, Statements{"+ec2:* *"}, Statements{allow_to(aws(kSessionArn))}, Reason::kAllowed},
    {"… but the session policy's deny does", session(), {}, kNone, Statements{"-s3:* *"}, Statements{allow_to(aws(kSessionArn))}, Reason::kDeniedBySessionPolicy},
    {"resource policy names another session", session(), {}, kNone, kNone, Statements{allow_to(aws("arn:aws:sts::111122223333:assumed-role/r/t"))}, Reason::kNoIdentityPolicyAllows},
    {"everybody with the role's ARN as condition", session(), {}, Statements{"+ec2:* *"}, kNone, Statements{R"({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}})"}, Reason::kAllowed},

    {"NotPrincipal spares the user with its account", user(), kAllowAll, kNone, kNone, Statements{deny_not(R"({"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:root"]})")}, Reason::kAllowed},
    {"NotPrincipal needs the account too", user(), kAllowAll, kNone, kNone, Statements{deny_not(aws(kUserArn))}, Reason::kDeniedByResourcePolicy},
    {"NotPrincipal denies others", user(), kAllowAll, kNone, kNone, Statements{deny_not(R"({"AWS": ["arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:root"]})")}, Reason::kDeniedByResourcePolicy},
    {"NotPrincipal spares a session with its chain", session(), kAllowAll, kNone, kNone, Statements{deny_not(R"({"AWS": ["arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:iam::111122223333:role/r", "111122223333"]})")}, Reason::kAllowed},
    {"NotPrincipal needs the session too", session(), kAllowAll, kNone, kNone, Statements{deny_not(R"({"AWS": ["arn:aws:iam::111122223333:role/r", "111122223333"]})")}, Reason::kDeniedByResourcePolicy},
    // AWS: such a Deny "will always deny any IAM principal that has a permissions boundary policy attached, regardless of the
    // values specified in the NotPrincipal element".
    {"NotPrincipal spares no user with a boundary", user(), kAllowAll, kAllowAll, kNone, Statements{deny_not(R"({"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:root"]})")}, Reason::kDeniedByResourcePolicy},
    {"NotPrincipal spares no session of a role with a boundary", session(), kAllowAll, kAllowAll, kNone, Statements{deny_not(R"({"AWS": ["arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:iam::111122223333:role/r", "111122223333"]})")}, Reason::kDeniedByResourcePolicy},
    {"… not even where everybody is listed", user(), kAllowAll, kAllowAll, kNone, Statements{deny_not(R"("*")")}, Reason::kDeniedByResourcePolicy},
    {"Allow with NotPrincipal does not look at boundaries", user(), {}, kAllowAll, kNone, Statements{R"({"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"})"}, Reason::kNoIdentityPolicyAllows},
    {"Allow with NotPrincipal leaves out whom it names", user(), {}, kNone, kNone, Statements{R"({"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"})"}, Reason::kNoIdentityPolicyAllows},
    {"Allow with NotPrincipal allows others", user(), {}, kNone, kNone, Statements{R"({"Effect": "Allow", "NotPrincipal": {"AWS": "444455556666"}, "Action": "*", "Resource": "*"})"}, Reason::kAllowed},

    {"another account: both must allow", user(), kAllowAll, kNone, kNone, Statements{allow_to(aws(kUserArn))}, Reason::kAllowed, kOther},
    {"another account: the account named is enough", user(), kAllowAll, kNone, kNone, Statements{allow_to(aws(kRootArn))}, Reason::kAllowed, kOther},
    {"another account: identity alone is not enough", user(), kAllowAll, kNone, kNone, kNone, Reason::kNoResourcePolicyAllows, kOther},
    {"another account: resource alone is not enough", user(), {}, kNone, kNone, Statements{allow_to(aws(kUserArn))}, Reason::kNoIdentityPolicyAllows, kOther},
    {"another account: the boundary limits", user(), kAllowAll, Statements{"+ec2:* *"}, kNone, Statements{allow_to(aws(kUserArn))}, Reason::kNoBoundaryAllows, kOther},
    {"another account: even a session named is limited", session(), kAllowAll, kNone, Statements{"+ec2:* *"}, Statements{allow_to(aws(kSessionArn))}, Reason::kNoSessionPolicyAllows, kOther},
    {"another account: root needs the resource's word", root(), {}, kNone, kNone, kNone, Reason::kNoResourcePolicyAllows, kOther},
    {"another account: root with the resource's word", root(), {}, kNone, kNone, Statements{allow_to(aws(kRootArn))}, Reason::kAllowed, kOther},

    {"root needs no policy", root(), {}, kNone, kNone, kNone, Reason::kAllowed},
    {"root is stopped by a resource policy", root(), {}, kNone, kNone, Statements{deny_to("\"*\"")}, Reason::kDeniedByResourcePolicy},
    {"root is spared as NotPrincipal", root(), {}, kNone, kNone, Statements{deny_not(aws(kRootArn))}, Reason::kAllowed},
    {"a service needs no policy", lambda(), {}, kNone, kNone, kNone, Reason::kAllowed},
    {"a service is stopped by a resource policy", lambda(), {}, kNone, kNone, Statements{deny_to(R"({"Service": "lambda.amazonaws.com"})")}, Reason::kDeniedByResourcePolicy},
    {"a service is not an AWS principal", lambda(), {}, kNone, kNone, Statements{deny_to(aws(kAccount))}, Reason::kAllowed},
    {"a user is not a service", user(), {}, kNone, kNone, Statements{allow_to(R"({"Service": "lambda.amazonaws.com"})")}, Reason::kNoIdentityPolicyAllows},
    {"canonical and federated users are nobody here", user(), {}, kNone, kNone, Statements{allow_to(R"({"CanonicalUser": "79a59df900b949e5", "Federated": "cognito-identity.amazonaws.com"})")}, Reason::kNoIdentityPolicyAllows},
};
// clang-format on

TEST(Evaluate, FollowsAwsEvaluationLogic) {
  for (const Row& row : kRows) {
    const Policy identity = policy_of(row.identity);
    const Policy boundary = policy_of(row.boundary.value_or(Statements{}));
    const Policy session_policy = policy_of(row.session.value_or(Statements{}));
    const Policy resource = policy_of(row.resource.value_or(Statements{}));
    PolicySet set;
    if (!row.identity.empty()) set.identity.push_back(&identity);
    if (row.boundary) set.boundary = &boundary;
    if (row.session) set.session.push_back(&session_policy);
    if (row.resource) set.resource = &resource;
    set.resource_account = row.resource_account;
    const ContextMap keys{
        {"aws:username", {"ann"}}, {"aws:bucket", {"b"}}, {"aws:PrincipalArn", {row.caller.identity_arn}}};
    Caller caller = row.caller;
    caller.has_boundary = row.boundary.has_value();
    EXPECT_EQ(evaluate(set, caller, Request{row.action, kBucket, keys}), row.reason) << row.name;
  }
}

struct TrustRow {
  const char* name;
  Caller caller;
  Statements identity;
  std::string trust;  ///< the principal
  Reason reason;
  const char* condition = "{}";
};

// clang-format off
const std::vector<TrustRow> kTrustRows = {
    {"names the user", user(), {}, aws(kUserArn), Reason::kAllowed},
    {"names the account, and the user may", user(), {"+sts:AssumeRole *"}, aws(kRootArn), Reason::kAllowed},
    {"names the account, and the user may not", user(), {}, aws(kRootArn), Reason::kNoIdentityPolicyAllows},
    {"names somebody else", user(), {"+sts:* *"}, aws("arn:aws:iam::111122223333:user/bob"), Reason::kNoResourcePolicyAllows},
    {"names the role", session(), {}, aws(kRoleArn), Reason::kAllowed},
    {"names the session", session(), {}, aws(kSessionArn), Reason::kAllowed},
    {"names a service", lambda(), {}, R"({"Service": "lambda.amazonaws.com"})", Reason::kAllowed},
    {"names another service", lambda(), {}, R"({"Service": "ec2.amazonaws.com"})", Reason::kNoResourcePolicyAllows},
    {"names everybody", user(), {}, "\"*\"", Reason::kAllowed},
    {"external id given", user(), {}, aws(kUserArn), Reason::kAllowed, R"({"StringEquals": {"sts:ExternalId": "x1"}})"},
    {"external id wrong", user(), {}, aws(kUserArn), Reason::kNoResourcePolicyAllows, R"({"StringEquals": {"sts:ExternalId": "x2"}})"},
    {"session name by user name", user(), {}, aws(kUserArn), Reason::kAllowed, R"({"StringLike": {"sts:RoleSessionName": "${aws:username}"}})"},
    {"denied to the user itself", user(), {"-sts:AssumeRole *"}, aws(kUserArn), Reason::kDeniedByIdentityPolicy},
};
// clang-format on

TEST(Evaluate, NobodyAssumesARoleWithoutItsTrust) {
  for (const TrustRow& row : kTrustRows) {
    const Policy identity = policy_of(row.identity);
    const Policy trust = policy_of({R"({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": )" +
                                    row.trust + R"(, "Condition": )" + row.condition + "}"});
    PolicySet set;
    if (!row.identity.empty()) set.identity.push_back(&identity);
    set.resource = &trust;
    set.resource_must_allow = true;
    set.resource_account = kAccount;
    const ContextMap keys{
        {"aws:username", {"ann"}}, {"sts:ExternalId", {"x1"}}, {"sts:RoleSessionName", {"ann"}}};
    EXPECT_EQ(
        evaluate(set, row.caller, Request{"sts:AssumeRole", "arn:aws:iam::111122223333:role/target", keys}),
        row.reason)
        << row.name;
  }
}

TEST(Explain, SpeaksAsAws) {
  const char* action = "ecs:PutAccountSetting";
  const std::pair<Reason, const char*> rows[] = {
      {Reason::kNoIdentityPolicyAllows,
       "because no identity-based policy allows the ecs:PutAccountSetting action"},
      {Reason::kNoBoundaryAllows, "because no permissions boundary allows the ecs:PutAccountSetting action"},
      {Reason::kNoSessionPolicyAllows, "because no session policy allows the ecs:PutAccountSetting action"},
      {Reason::kNoResourcePolicyAllows,
       "because no resource-based policy allows the ecs:PutAccountSetting action"},
      {Reason::kDeniedByIdentityPolicy, "with an explicit deny in an identity-based policy"},
      {Reason::kDeniedByBoundary, "with an explicit deny in a permissions boundary"},
      {Reason::kDeniedBySessionPolicy, "with an explicit deny in a session policy"},
      {Reason::kDeniedByResourcePolicy, "with an explicit deny in a resource-based policy"},
      {Reason::kAllowed, ""},
  };
  for (const auto& [reason, text] : rows) EXPECT_EQ(explain(reason, action), text);
}

}  // namespace
}  // namespace eni::iam
