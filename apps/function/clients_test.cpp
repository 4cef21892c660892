// What the clients make of the services' answers, and where they find the services.
#include <gtest/gtest.h>
#include <map>

#include "aws/endpoints.h"
#include "function/attempts.h"
#include "function/ecs_client.h"
#include "function/query_reply.h"
#include "function/sts_client.h"

namespace eni::function {
namespace {

net::Response reply(int status, std::string body, net::Headers headers = {}) {
  net::Response out;
  out.status = status;
  out.body = std::move(body);
  out.headers = std::move(headers);
  return out;
}

constexpr std::string_view kAssumed =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>a/b+c&amp;d</SecretAccessKey><SessionToken>t==</SessionToken>
</Credentials><PackedPolicySize>6</PackedPolicySize></AssumeRoleResult><ResponseMetadata/></AssumeRoleResponse>)";

TEST(StsClient, ReadsTheSession) {
  const auto session = read_assume_role(reply(200, std::string(kAssumed)));
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->access_key_id.value, "ASIA1");
  EXPECT_EQ(session->secret_access_key.value, "a/b+c&d");
  EXPECT_EQ(session->session_token.value, "t==");
}

TEST(StsClient, ReadsErrorsInAwssWords) {
  const auto refused = read_assume_role(
      reply(403,
            "<ErrorResponse xmlns=\"x\"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: a "
            "is not authorized"
            "</Message></Error><RequestId>r</RequestId></ErrorResponse>"));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, Fault::Kind::kRefused);
  EXPECT_EQ(refused.error().code, "AccessDenied");
  EXPECT_EQ(refused.error().message, "User: a is not authorized");
}

TEST(Fault, LeavesOutAwssEchoOfTheRequest) {
  const Fault fault{
      Fault::Kind::kRefused, "InvalidSignatureException",
      "The request signature we calculated does not match the signature you provided.\n\nThe Canonical "
      "String for this request should have been\n'POST\n/\n\nx-amz-security-token:TOKEN\n'",
      403};
  EXPECT_EQ(fault.message, "The request signature we calculated does not match the signature you provided.");
}

TEST(StsClient, TakesNothingElseForAnAnswer) {
  const std::pair<int, const char*> rows[] = {
      {200, ""},
      {200, "<html><body>Welcome to the hotel's network</body></html>"},
      {200,
       "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId></Credentials>"
       "</AssumeRoleResult></AssumeRoleResponse>"},
      {200, "{\"Credentials\":{}}"},
      {502, "<html><h1>502 Bad Gateway</h1></html>"},
      {503, "Service Unavailable"},
  };
  for (const auto& [status, body] : rows) {
    const auto outcome = read_assume_role(reply(status, body));
    ASSERT_TRUE(outcome.has_error()) << body;
    EXPECT_EQ(outcome.error().kind, Fault::Kind::kGarbage) << body;
    EXPECT_EQ(remedy_for(outcome.error()), Remedy::kTryAgain) << body;
  }
}

TEST(StsClient, MakesRubbishReadable) {
  const auto refused =
      read_assume_role(reply(400, "<ErrorResponse><Error><Code>A\xff</Code><Message>" +
                                      std::string(9000, 'x') + "</Message></Error></ErrorResponse>"));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, "A\uFFFD");
  EXPECT_EQ(refused.error().message.size(), 2000U);
}

TEST(QueryReply, RefusesWhatTheQueryProtocolDoesNotUse) {
  const std::pair<const char*, const char*> rows[] = {
      {"<a><b></a></b>", "not XML: tags that do not match"},
      {"<a><b>", "not XML: it ends too early"},
      {"<a>&undefined;</a>", "not XML: an unknown entity"},
      {"<a>&#0;</a>", "not XML: an unknown entity"},
      {"<a>&#xD800;</a>", "not XML: an unknown entity"},
      {"<a>&#x110000;</a>", "not XML: an unknown entity"},
      {"<a>&amp</a>", "not XML: an entity without an end"},
      {"<!DOCTYPE a><a/>", "not XML: an unexpected tag"},
      {"<a><![CDATA[x]]></a>", "not XML: an unexpected tag"},
      {"<a/><b/>", "not XML: a second document"},
      {"text<a/>", "not XML: text outside of the document's element"},
      {"<a/>text", "not XML: text outside of the document's element"},
      {"<a", "not XML: a tag without an end"},
      {"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>", "not XML: too deep"},
  };
  for (const auto& [text, message] : rows) {
    const auto outcome = QueryReply::parse(text);
    ASSERT_TRUE(outcome.has_error()) << text;
    EXPECT_EQ(outcome.error().message, message) << text;
  }
}

TEST(QueryReply, ReadsLeavesByTheirPath) {
  const auto read = QueryReply::parse(
      "<a x='1'>\n <b>1 &lt; 2 &#65;&#x42;&#xe9;&#8364;&#x1F600;</b><c/><d><e> </e></d>\n</a>");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->text("a/b"), "1 < 2 ABé€😀");
  EXPECT_EQ(read->text("a/c"), "");
  EXPECT_EQ(read->text("a/d/e"), " ");
  EXPECT_EQ(read->text("a/d"), std::nullopt);
}

TEST(EcsClient, ReadsErrorCodesWhereverServicesPutThem) {
  const std::pair<net::Response, const char*> rows[] = {
      {reply(400, R"({"__type":"AccessDeniedException","message":"m"})"), "AccessDeniedException"},
      {reply(400, R"({"__type":"com.amazonaws.ecs#ClientException","Message":"m"})"), "ClientException"},
      {reply(400, R"({"message":"m"})", {{"x-amzn-ErrorType", "ThrottlingException:http://x/"}}),
       "ThrottlingException"},
  };
  for (const auto& [response, code] : rows) {
    const auto outcome = read_ecs_reply(response);
    ASSERT_TRUE(outcome.has_error());
    EXPECT_EQ(outcome.error().code, code);
    EXPECT_EQ(outcome.error().message, "m");
  }
}

TEST(EcsClient, TakesNothingElseForASetting) {
  EXPECT_EQ(read_ecs_reply(reply(200, "<html>")).error().kind, Fault::Kind::kGarbage);
  EXPECT_EQ(read_ecs_reply(reply(500, "{}")).error().kind, Fault::Kind::kGarbage);
  EXPECT_EQ(read_ecs_reply(reply(200, "[]")).error().kind, Fault::Kind::kGarbage);
  for (const char* text :
       {"{}", R"({"setting":{}})", R"({"setting":{"name":"containerInsights","value":"enabled"}})"})
    EXPECT_TRUE(read_setting(parse_json(text).value()).has_error()) << text;
  for (const char* text : {"{}", R"({"settings":[]})", R"({"settings":[{"name":"awsvpcTrunking"}]})"})
    EXPECT_TRUE(read_settings(parse_json(text).value()).has_error()) << text;
}

TEST(Endpoints, AreThePartitionsUnlessTheEnvironmentSaysOtherwise) {
  using Variables = std::map<std::string, std::string>;
  struct Row {
    Variables variables;
    const char* service;
    const char* region;
    const char* authority;
  };
  const Row rows[] = {
      {{}, "sts", "eu-central-1", "sts.eu-central-1.amazonaws.com"},
      {{}, "ecs", "cn-north-1", "ecs.cn-north-1.amazonaws.com.cn"},
      {{}, "ecs", "us-gov-west-1", "ecs.us-gov-west-1.amazonaws.com"},
      {{}, "sts", "us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"},
      {{{"AWS_ENDPOINT_URL", "http://127.0.0.1:4566"}}, "sts", "eu-central-1", "127.0.0.1:4566"},
      {{{"AWS_ENDPOINT_URL", "http://a:1"}, {"AWS_ENDPOINT_URL_ECS", "https://b"}},
       "ecs",
       "eu-central-1",
       "b"},
      {{{"AWS_ENDPOINT_URL", "http://a:1"}, {"AWS_ENDPOINT_URL_ECS", "https://b"}},
       "sts",
       "eu-central-1",
       "a:1"},
      {{{"AWS_ENDPOINT_URL", "http://a:1"}, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}},
       "sts",
       "eu-west-1",
       "sts.eu-west-1.amazonaws.com"},
  };
  for (const Row& row : rows) {
    const auto url = aws::endpoint_of(row.service, aws::Region{row.region}, [&row](const std::string& name) {
      const auto found = row.variables.find(name);
      return found == row.variables.end() ? std::nullopt : std::optional{found->second};
    });
    ASSERT_TRUE(url.has_value()) << row.authority;
    EXPECT_EQ(url->authority(), row.authority);
  }
}

TEST(Attempts, KnowWhatCanPass) {
  using Kind = Fault::Kind;
  const std::pair<Fault, Remedy> rows[] = {
      {{Kind::kRefused, "AccessDenied", "", 403}, Remedy::kWaitForIam},
      {{Kind::kRefused, "AccessDeniedException", "", 400}, Remedy::kWaitForIam},
      {{Kind::kRefused, "InvalidClientTokenId", "", 403}, Remedy::kWaitForIam},
      {{Kind::kRefused, "UnrecognizedClientException", "", 400}, Remedy::kWaitForIam},
      {{Kind::kRefused, "Throttling", "", 400}, Remedy::kTryAgain},
      {{Kind::kRefused, "TooManyRequestsException", "", 429}, Remedy::kTryAgain},
      {{Kind::kRefused, "ServerException", "", 500}, Remedy::kTryAgain},
      {{Kind::kRefused, "AnythingElse", "", 503}, Remedy::kTryAgain},
      {{Kind::kNoReply, "", ""}, Remedy::kTryAgain},
      {{Kind::kGarbage, "", ""}, Remedy::kTryAgain},
      {{Kind::kRefused, "InvalidParameterException", "", 400}, Remedy::kNone},
      {{Kind::kRefused, "ValidationError", "", 400}, Remedy::kNone},
      {{Kind::kRefused, "SignatureDoesNotMatch", "", 403}, Remedy::kNone},
  };
  for (const auto& [fault, remedy] : rows) EXPECT_EQ(remedy_for(fault), remedy) << fault.code;
}

}  // namespace
}  // namespace eni::function
