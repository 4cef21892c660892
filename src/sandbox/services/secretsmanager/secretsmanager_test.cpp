/// Secrets as callers see them, in virtual time: what is deleted is gone when its window ends, and versions go by their age.
#include <algorithm>
#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/secretsmanager/service.h"

namespace eni::sandbox::secrets_manager {
namespace {

using std::chrono::hours;

const Service* const kServices[] = {&kService};

class SecretsManagerTest : public testing::Test {
 protected:
  json::object call(std::string_view operation, json::object params,
                    Principal principal = Principal::root(aws::AccountId{"000000000000"})) {
    const auto reply = sandbox_.call("secretsmanager", operation, std::move(params), std::move(principal));
    if (reply.has_error()) return {{"error", reply.error().code + ": " + reply.error().message}};
    return reply->value.as_object();
  }
  std::string create(const std::string& name = "s", const std::string& value = "v") {
    return text_at(call("CreateSecret", {{"Name", name}, {"SecretString", value}}), "ARN");
  }
  std::string error(std::string_view operation, json::object params) {
    return text_at(call(operation, std::move(params)), "error");
  }
  std::string value(const std::string& id) {
    const json::object reply = call("GetSecretValue", {{"SecretId", id}});
    return text_at(reply, "error") + text_at(reply, "SecretString");
  }
  void pass(Duration time) { sandbox_.scheduler.advance(time); }

  TestSandbox sandbox_{kServices};
};

constexpr const char* kNotFound =
    "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
constexpr const char* kMarked =
    "InvalidRequestException: You can't perform this operation on the secret because it was marked for "
    "deletion.";

TEST_F(SecretsManagerTest, IsFoundByItsNameAndByItsArnWholeOrInPart) {
  const std::string arn = create("a-b-c");
  const std::string partial = arn.substr(0, arn.size() - 7);
  EXPECT_EQ(partial, "arn:aws:secretsmanager:eu-central-1:000000000000:secret:a-b-c");
  for (const std::string& id : {std::string("a-b-c"), arn, partial}) EXPECT_EQ(value(id), "v") << id;
  for (const std::string& id :
       {std::string("a-b"), partial + "-xxxxxx", arn + "x",
        std::string("arn:aws:secretsmanager:us-east-1:000000000000:secret:a-b-c"),
        std::string("arn:aws:ssm:eu-central-1:000000000000:secret:a-b-c"), std::string("arn:aws")})
    EXPECT_EQ(value(id), kNotFound) << id;
}

TEST_F(SecretsManagerTest, ANameThatEndsLikeAnArnIsFoundByItsPartialArn) {
  const std::string arn = create("my-secret");
  EXPECT_EQ(value(arn.substr(0, arn.size() - 7)), "v");
}

TEST_F(SecretsManagerTest, DeletedSecretsVanishAfterTheirWindow) {
  create();
  call("DeleteSecret", {{"SecretId", "s"}, {"RecoveryWindowInDays", 7}});
  EXPECT_EQ(value("s"), kMarked);
  EXPECT_EQ(
      error("CreateSecret", {{"Name", "s"}}),
      "InvalidRequestException: You can't create this secret because a secret with this name is already "
      "scheduled for deletion.");
  pass(hours{7 * 24 - 1});
  EXPECT_EQ(value("s"), kMarked);
  pass(hours{1});
  EXPECT_EQ(value("s"), kNotFound);
  EXPECT_EQ(error("RestoreSecret", {{"SecretId", "s"}}), kNotFound);
  const std::string again = create("s", "w");
  EXPECT_EQ(value(again), "w");
}

TEST_F(SecretsManagerTest, RestoredSecretsStay) {
  create();
  call("DeleteSecret", {{"SecretId", "s"}});
  pass(hours{29 * 24});
  call("RestoreSecret", {{"SecretId", "s"}});
  pass(hours{29 * 24});
  EXPECT_EQ(value("s"), "v");
}

TEST_F(SecretsManagerTest, VersionsOfADayAreKeptAndNoMoreThanAHundred) {
  create();
  const auto put = [&](int i) {
    return error("PutSecretValue", {{"SecretId", "s"}, {"SecretString", std::to_string(i)}});
  };
  for (int i = 1; i < 100; ++i) EXPECT_EQ(put(i), "") << i;
  EXPECT_EQ(put(100),
            "LimitExceededException: You've exceeded the quota for the number of versions of a secret.");
  pass(hours{24});
  EXPECT_EQ(put(100), "");
  EXPECT_EQ(value("s"), "100");
  const json::object listed = call("ListSecretVersionIds", {{"SecretId", "s"}, {"IncludeDeprecated", true}});
  EXPECT_EQ(array_at(listed, "Versions").size(), 100U);
}

TEST_F(SecretsManagerTest, ValuesAreBoundedInBytes) {
  std::string text;
  for (int i = 0; i < 32769; ++i) text += "\xc3\xa4";
  EXPECT_EQ(error("CreateSecret", {{"Name", "s"}, {"SecretString", text}}),
            "ValidationException: 1 validation error detected: Value at 'secretString' failed to satisfy "
            "constraint: Member must have length between 1 and 65536 bytes");
  text.resize(65536);
  EXPECT_EQ(error("CreateSecret", {{"Name", "s"}, {"SecretString", text}}), "");
  const std::string bytes(65536, '\0');
  EXPECT_EQ(error("CreateSecret", {{"Name", "b"}, {"SecretBinary", base64_encode(bytes)}}), "");
  EXPECT_EQ(text_at(call("GetSecretValue", {{"SecretId", "b"}}), "SecretBinary"), base64_encode(bytes));
  EXPECT_NE(error("PutSecretValue", {{"SecretId", "b"}, {"SecretBinary", base64_encode(bytes + "x")}}), "");
  EXPECT_EQ(error("PutSecretValue", {{"SecretId", "b"}, {"SecretBinary", "no base64"}}),
            "SerializationException: SecretBinary is not base64.");
}

TEST_F(SecretsManagerTest, IdsThatAreInUseMakeNoOtherVersion) {
  const std::string token(32, 'a');
  const json::object params{{"Name", "s"}, {"SecretString", "v"}, {"ClientRequestToken", token}};
  const json::object made = call("CreateSecret", params);
  EXPECT_EQ(call("CreateSecret", params), made);
  json::object other = params;
  other["SecretString"] = "w";
  const std::string in_use = "ResourceExistsException: You can't use ClientRequestToken " + token +
                             " because that value is already in use for a version of secret " +
                             text_at(made, "ARN") + ".";
  EXPECT_EQ(error("CreateSecret", other), in_use);
  const json::object put{{"SecretId", "s"}, {"SecretString", "v"}, {"ClientRequestToken", token}};
  EXPECT_EQ(text_at(call("PutSecretValue", put), "VersionId"), token);
  EXPECT_EQ(error("UpdateSecret", put), in_use);
  EXPECT_EQ(error("CreateSecret", {{"Name", "s"}}),
            "ResourceExistsException: The operation failed because the secret s already exists.");
}

TEST_F(SecretsManagerTest, PagesGoOnThoughTheirRowsAreGone) {
  for (const char* by : {"created-date", "name", "last-changed-date", "last-accessed-date"})
    for (const char* order : {"asc", "desc"}) {
      for (const char* name : {"b", "a", "d", "c", "e"}) create(name);
      std::string seen;
      std::string token;
      do {
        json::object params{{"SortBy", by}, {"SortOrder", order}, {"MaxResults", 2}};
        if (!token.empty()) params["NextToken"] = token;
        const json::object page = call("ListSecrets", std::move(params));
        EXPECT_EQ(text_at(page, "error"), "");
        for (const json::value& secret : array_at(page, "SecretList")) {
          seen += text_at(secret, "Name");
          call("DeleteSecret", {{"SecretId", text_at(secret, "Name")}, {"ForceDeleteWithoutRecovery", true}});
        }
        token = text_at(page, "NextToken");
      } while (!token.empty());
      std::string expected = by == std::string_view{"name"} ? "abcde" : "badce";
      if (order == std::string_view{"desc"}) std::ranges::reverse(expected);
      EXPECT_EQ(seen, expected) << by << " " << order;
    }
}

TEST_F(SecretsManagerTest, PagesOfVersionsGoOnThoughTheLastHasLostItsLabel) {
  create();
  call("PutSecretValue", {{"SecretId", "s"}, {"SecretString", "w"}});
  const json::object page = call("ListSecretVersionIds", {{"SecretId", "s"}, {"MaxResults", 1}});
  ASSERT_NE(text_at(page, "NextToken"), "");
  call("PutSecretValue", {{"SecretId", "s"}, {"SecretString", "x"}});
  const json::object rest =
      call("ListSecretVersionIds", {{"SecretId", "s"}, {"NextToken", text_at(page, "NextToken")}});
  EXPECT_EQ(array_at(rest, "Versions").size(), 2U);
  EXPECT_EQ(error("ListSecretVersionIds", {{"SecretId", "s"}, {"NextToken", "YWZ0ZXI6eA=="}}),
            "InvalidNextTokenException: The NextToken value is invalid.");
}

TEST_F(SecretsManagerTest, ACallLooksAtABoundedNumberOfSecrets) {
  for (int i = 0; i < 500; ++i) create("a" + std::to_string(i));
  create("wanted");
  const json::object params{{"Filters", json::parse(R"([{"Key":"name","Values":["wanted"]}])")}};
  const json::object first = call("ListSecrets", params);
  EXPECT_TRUE(array_at(first, "SecretList").empty());
  json::object again = params;
  again["NextToken"] = text_at(first, "NextToken");
  const json::object second = call("ListSecrets", again);
  EXPECT_EQ(array_at(second, "SecretList").size(), 1U);
  EXPECT_EQ(text_at(second, "NextToken"), "");
}

TEST_F(SecretsManagerTest, ForcedDeletionNamesWhatIsNotThere) {
  const std::string arn = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:a-b";
  const auto deleted = [&](const std::string& id) {
    const json::object reply = call("DeleteSecret", {{"SecretId", id}, {"ForceDeleteWithoutRecovery", true}});
    return text_at(reply, "error") + text_at(reply, "Name") + " " + text_at(reply, "ARN");
  };
  EXPECT_EQ(deleted("a-b"), "a-b " + arn);
  EXPECT_EQ(deleted(arn), "a-b " + arn);
  EXPECT_EQ(deleted(arn + "-AbCdEf"), "a-b " + arn + "-AbCdEf");
  for (const char* other : {"arn:aws:secretsmanager:us-east-1:000000000000:secret:a-b-AbCdEf",
                            "arn:aws:ssm:eu-central-1:000000000000:secret:a-b-AbCdEf", "arn:aws"})
    EXPECT_EQ(deleted(other), std::string(kNotFound) + " ") << other;
}

TEST_F(SecretsManagerTest, OtherAccountsLearnNothingByADenial) {
  const std::string arn = create();
  const auto other = Principal::root(aws::AccountId{"111111111111"});
  const auto denial = [&](const std::string& id) {
    return text_at(call("DescribeSecret", {{"SecretId", id}}, other), "error");
  };
  const std::string partial = arn.substr(0, arn.size() - 7);
  const std::string before = denial(partial);
  EXPECT_NE(before.find(" on resource: " + partial + " because"), std::string::npos) << before;
  call("DeleteSecret", {{"SecretId", "s"}, {"ForceDeleteWithoutRecovery", true}});
  EXPECT_EQ(denial(partial), before);
}

TEST_F(SecretsManagerTest, OtherAccountsNeedAPolicyAndAKeyThatIsNotThere) {
  const std::string arn = create();
  const auto other = Principal::root(aws::AccountId{"111111111111"});
  const auto refused = [&] { return text_at(call("GetSecretValue", {{"SecretId", arn}}, other), "error"); };
  EXPECT_TRUE(
      refused().starts_with("AccessDeniedException: User: arn:aws:iam::111111111111:root is not authorized"))
      << refused();
  call(
      "PutResourcePolicy",
      {{"SecretId", arn},
       {"ResourcePolicy",
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"secretsmanager:*","Resource":"*"}})"}});
  EXPECT_EQ(refused(), "AccessDeniedException: Access to KMS is not allowed");
  EXPECT_EQ(text_at(call("DescribeSecret", {{"SecretId", arn}}, other), "Name"), "s");
}

}  // namespace
}  // namespace eni::sandbox::secrets_manager
