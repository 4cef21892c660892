/// The stages every request goes through: guard, pages, authentication, faults, authorization, transaction,
/// log.
#include "sandbox/gateway/gateway.h"

#include <gmock/gmock.h>

#include "sandbox/gateway/body_receivers.h"
#include "sandbox/gateway/fake_services.h"
#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox {
namespace {

using testing::HasSubstr;
using testing::Not;

class GatewayTest : public testing::Test {
 protected:
  net::Response query(std::string body, const aws::Credentials& credentials = TestSandbox::root()) {
    net::Request request{
        "POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}}, std::move(body)};
    return sandbox_.send_signed(std::move(request), "iam", credentials);
  }
  net::Response ecs(std::string_view operation, const json::object& params = {}) {
    return sandbox_.json11(fake::kEcs, operation, params);
  }
  void fault(std::string_view rule) { sandbox_.gateway.set_faults({FaultRule::parse(rule).value()}); }

  TestSandbox sandbox_{fake::kServices};
};

TEST_F(GatewayTest, TestIsRootOfAccountZero) {
  EXPECT_THAT(query("Action=Echo").body, HasSubstr("<Caller>arn:aws:iam::000000000000:root</Caller>"));
}

TEST_F(GatewayTest, TwelveDigitsNameAnAccount) {
  EXPECT_THAT(query("Action=Echo", TestSandbox::root("123456789012")).body,
              HasSubstr("<Caller>arn:aws:iam::123456789012:root</Caller>"));
}

TEST_F(GatewayTest, UnknownKeyIsRefused) {
  const auto response = query("Action=Echo", TestSandbox::root("AKIAIOSFODNN7EXAMPLE"));
  EXPECT_EQ(response.status, 403);
  EXPECT_THAT(response.body,
              HasSubstr("<Code>InvalidClientTokenId</Code><Message>The security token included in the "
                        "request is invalid.</Message>"));
}

TEST_F(GatewayTest, WrongSecretIsRefused) {
  auto credentials = TestSandbox::root();
  credentials.secret_access_key.value = "tset";
  const auto response = query("Action=Echo", credentials);
  EXPECT_EQ(response.status, 403);
  EXPECT_THAT(response.body, HasSubstr("<Code>SignatureDoesNotMatch</Code>"));
}

TEST_F(GatewayTest, UnsignedRequestIsRefusedInTheServicesProtocol) {
  struct Case {
    net::Request request;
    int status;
    const char* body;
  };
  const net::Headers host{{"Host", "localhost"}};
  const Case cases[] = {
      {{"POST", "/", host, "Action=Echo"}, 403, "<Code>MissingAuthenticationToken</Code>"},
      {{"POST", "/", {{"Host", "localhost"}, {"X-Amz-Target", "EC2Containers.Echo"}}, "{}"},
       400,
       R"({"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"})"},
      {{"GET", "/2015-03-31/functions/f", host, ""}, 403, R"("Message":"Missing Authentication Token")"},
      {{"GET", "/bucket/key", host, ""},
       403,
       "<Error><Code>AccessDenied</Code><Message>Access Denied</Message>"},
      {{"GET", "/", {{"Host", "iam.amazonaws.com"}}, ""}, 403, "<Code>MissingAuthenticationToken</Code>"},
  };
  for (const Case& c : cases) {
    const auto response = sandbox_.send(c.request);
    EXPECT_EQ(response.status, c.status) << c.body;
    EXPECT_THAT(response.body, HasSubstr(c.body));
  }
}

TEST_F(GatewayTest, UnknownServiceIsNamed) {
  net::Request request{"POST", "/", {{"X-Amz-Target", "DynamoDB_20120810.ListTables"}}, "{}"};
  const auto response = sandbox_.send_signed(request, "dynamodb");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(
      response.body,
      R"({"__type":"UnknownOperationException","message":"The service 'dynamodb' is not supported by this sandbox"})");
}

TEST_F(GatewayTest, ErrorIsInAHeaderForClientsThatKnewTheQueryProtocol) {
  const std::string target = "GraniteServiceVersion20100801.DescribeAlarms";
  net::Request request{"POST", "/", {{"X-Amz-Target", target}, {"x-amzn-query-mode", "true"}}, "{}"};
  const auto response = sandbox_.send_signed(request, "monitoring");
  EXPECT_EQ(response.headers.text("x-amzn-query-error"), "UnknownOperationException;Sender");
}

TEST_F(GatewayTest, RegionComesFromTheScope) {
  sandbox_.region = aws::Region{"us-gov-west-1"};
  EXPECT_THAT(query("Action=Echo").body, HasSubstr("<Region>us-gov-west-1</Region>"));
  sandbox_.region = aws::Region{"nowhere"};
  EXPECT_THAT(query("Action=Echo").body,
              HasSubstr("Credential should be scoped to a valid region, not 'nowhere'."));
}

TEST_F(GatewayTest, ExceptionIsAnInternalFailureThatIsLogged) {
  const auto response = ecs("Crash");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr(R"("__type":"InternalFailure")"));
  EXPECT_THAT(response.body, Not(HasSubstr("secret detail")));
  const std::string id(response.headers.text("x-amzn-RequestId"));
  EXPECT_THAT(sandbox_.log.lines,
              testing::Contains("ERROR internal failure at=Crash what=secret detail request_id=" + id));
}

TEST_F(GatewayTest, ExceptionOfAWaitingOperationToo) { EXPECT_EQ(ecs("WaitAndCrash").status, 500); }

TEST_F(GatewayTest, FailedOperationLeavesNothing) {
  EXPECT_EQ(ecs("Remember", {{"Text", "kept"}}).status, 200);
  EXPECT_EQ(ecs("Remember", {{"Text", "lost"}, {"Fail", true}}).status, 400);
  EXPECT_EQ(ecs("Recall").body, R"({"Texts":["kept"]})");
}

TEST_F(GatewayTest, ACommitHookRunsWithTheOperationOrNotAtAll) {
  const Principal root = Principal::root(aws::AccountId{"000000000000"});
  sqlite::Database& database = sandbox_.env.store.database();
  int runs = 0;
  const CommitHook on_commit = [&](const Reply&) {
    ++runs;
    EXPECT_TRUE(database.in_transaction());
    sqlite::Statement{database, "INSERT INTO remembered VALUES ('hooked')"}.run();
  };
  EXPECT_TRUE(sandbox_.call("ecs", "Remember", {{"Text", "kept"}}, root, on_commit));
  EXPECT_FALSE(sandbox_.call("ecs", "Remember", {{"Text", "lost"}, {"Fail", true}}, root, on_commit));
  const CommitHook broken = [&](const Reply& reply) {
    on_commit(reply);
    throw std::runtime_error("no room");
  };
  EXPECT_FALSE(sandbox_.call("ecs", "Remember", {{"Text", "lost"}}, root, broken));
  EXPECT_TRUE(sandbox_.call("ecs", "WaitAndRemember", {{"Text", "waited"}}, root, on_commit));
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(sandbox_.call("ecs", "WaitAndMake", {{"Text", "made"}}, root, on_commit));
  EXPECT_FALSE(sandbox_.call("ecs", "WaitAndMake", {{"Text", "lost"}}, root, broken));
  EXPECT_TRUE(sandbox_.call("ecs", "WaitAndMake", {{"Text", "again"}}, root));
  EXPECT_EQ(runs, 4);
  EXPECT_EQ(ecs("Recall").body, R"({"Texts":["kept","hooked","waited","made","hooked","again"]})");
}

TEST_F(GatewayTest, AFullDiskIsSaidAndLeavesNoTransactionOpen) {
  sqlite::Database& database = sandbox_.env.store.database();
  EXPECT_EQ(ecs("Remember", {{"Text", "kept"}}).status, 200);
  database.execute_text("PRAGMA max_page_count=1");  // as many as there are
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto response = ecs("Remember", {{"Text", std::string(1'000'000, 'x')}});
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(response.body, HasSubstr("Nothing was changed, for the disk of the state file is full"));
    EXPECT_FALSE(database.in_transaction());
  }
  database.execute_text("PRAGMA max_page_count=1000000");
  EXPECT_EQ(ecs("Remember", {{"Text", "later"}}).status, 200);
  EXPECT_EQ(ecs("Recall").body, R"({"Texts":["kept","later"]})");
}

TEST_F(GatewayTest, MemberOfAnotherShapeIsRefusedInTheServicesWords) {
  const json::object list{{"Text", json::array{"lost"}}};
  EXPECT_EQ(ecs("Remember", list).body,
            R"({"__type":"SerializationException","message":"Start of list found where not expected"})");
  EXPECT_EQ(ecs("WaitAndRemember", list).body,
            R"({"__type":"SerializationException","message":"Start of list found where not expected"})");
  EXPECT_THAT(
      query("Action=Remember&Text.member.1=lost").body,
      HasSubstr("<Code>MalformedInput</Code><Message>Start of list found where not expected</Message>"));
  const auto response = sandbox_.send_signed(
      {"POST", "/2017-03-31/tags", {{"Host", "localhost"}}, R"({"Text": {"lost": 1}})"}, "lambda");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers.text("x-amzn-ErrorType"), "SerializationException");
  EXPECT_EQ(ecs("Remember", {{"Text", "kept"}}).status, 200);
  EXPECT_EQ(ecs("Recall").body, R"({"Texts":["kept"]})");
}

TEST_F(GatewayTest, WaitingOperationAnswersWhenItsTimeHasCome) {
  net::Request request{"POST", "/", {{"Host", "localhost"}}, "Action=Wait"};
  aws::sign(request, TestSandbox::root(), sandbox_.region, "iam", sandbox_.scheduler.now());
  const auto answer = sandbox_.begin(request);
  sandbox_.scheduler.advance(std::chrono::seconds{59});
  EXPECT_FALSE(answer->response);
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  ASSERT_TRUE(answer->response);
  EXPECT_THAT(answer->response->body, HasSubstr("<Waited>true</Waited>"));
}

TEST_F(GatewayTest, EachRequestIsLoggedWithoutItsSecrets) {
  const auto response = ecs("Echo", {{"Secret", "hush"}});
  ASSERT_EQ(sandbox_.log.lines.size(), 1U);
  EXPECT_EQ(
      sandbox_.log.lines[0],
      "INFO request service=ecs operation=Echo principal=arn:aws:iam::000000000000:root region=eu-central-1 "
      "status=200 error= ms=0 request_id=" +
          std::string(response.headers.text("x-amzn-RequestId")));
}

TEST_F(GatewayTest, FaultAnswersInPlaceOfTheOperation) {
  fault("ecs:Echo=ThrottlingException");
  const auto response = ecs("Echo");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
  EXPECT_EQ(ecs("Remember").status, 200);
}

TEST_F(GatewayTest, FaultComesUpAsOftenAsItsProbabilitySays) {
  fault("ecs:*=ServiceUnavailable:0.3");
  int failed = 0;
  for (int i = 0; i < 1000; ++i) failed += ecs("Echo").status == 503 ? 1 : 0;
  EXPECT_NEAR(failed, 300, 50);
}

TEST_F(GatewayTest, DelayFaultHoldsTheAnswerBack) {
  fault("*:Echo=delay:2.5");
  const auto began = sandbox_.scheduler.now();
  EXPECT_EQ(ecs("Echo").status, 200);
  EXPECT_EQ(sandbox_.scheduler.now() - began, std::chrono::milliseconds{2500});
}

TEST_F(GatewayTest, ResetFaultDropsTheConnection) {
  fault("iam:Echo=reset");
  net::Request request{"POST", "/", {{"Host", "localhost"}}, "Action=Echo"};
  aws::sign(request, TestSandbox::root(), sandbox_.region, "iam", sandbox_.scheduler.now());
  const auto answer = sandbox_.begin(request);
  EXPECT_TRUE(answer->dropped);
  EXPECT_FALSE(answer->response);
}

TEST_F(GatewayTest, ServicesCallEachOther) {
  const auto reply = sandbox_.call("ecs", "Echo", {{"A", 1}});
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->value.at("Params"), (json::object{{"A", 1}}));
  EXPECT_THAT(sandbox_.log.lines.back(), HasSubstr("INFO call service=ecs operation=Echo"));
}

TEST_F(GatewayTest, CallsBetweenServicesAreAuthorized) {
  Principal nobody = Principal::root(aws::AccountId{"000000000000"});
  nobody.type = PrincipalType::kUser;
  nobody.arn = "arn:aws:iam::000000000000:user/nobody";
  nobody.identity_arn = nobody.arn;
  const auto refused = sandbox_.call("ecs", "Echo", {}, nobody);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, "AccessDeniedException");
  EXPECT_EQ(refused.error().message,
            "User: arn:aws:iam::000000000000:user/nobody is not authorized to perform: json:Echo on "
            "resource: * because no "
            "identity-based policy allows the json:Echo action");
  EXPECT_TRUE(sandbox_.call("iam", "Open", {}, nobody).has_value());
}

TEST_F(GatewayTest, CallsToWhatIsNotThereNameIt) {
  EXPECT_EQ(sandbox_.call("ecs", "Nothing", {}).error().message,
            "ecs:Nothing is not supported by this sandbox");
  EXPECT_EQ(sandbox_.call("sqs", "Send", {}).error().message,
            "The service 'sqs' is not supported by this sandbox");
}

TEST_F(GatewayTest, HealthPageTellsVersionAndServices) {
  const auto response = sandbox_.send({"GET", "/_sandbox/health", {{"Host", "localhost:4566"}}, ""});
  EXPECT_EQ(response.status, 200);
  const auto health = parse_json(response.body).value();
  EXPECT_EQ(health.at("status"), "ok");
  EXPECT_EQ(health.at("services"), (json::array{"iam", "ecs", "lambda", "s3"}));
  EXPECT_EQ(sandbox_.send({"GET", "/_sandbox/nothing", {{"Host", "localhost"}}, ""}).status, 404);
}

TEST_F(GatewayTest, AfterShutDownConnectionsAreDropped) {
  sandbox_.gateway.shut_down();
  EXPECT_TRUE(sandbox_.begin({"GET", "/", {{"Host", "localhost"}}, ""})->dropped);
}

struct GuardCase {
  const char* host;
  const char* origin;
  const char* site;
  const char* refusal;  ///< nullptr: let in
};

/// Takes a body and answers nothing.
class SilentReceiver final : public net::BodyReceiver {
 public:
  std::optional<net::Response> begin() override { return std::nullopt; }
  std::optional<net::Response> receive(std::string_view) override { return std::nullopt; }
  void finish(net::Request&&, std::shared_ptr<net::Responder>) override {}
};

TEST_F(GatewayTest, BodiesOfUnsignedRequestsBelowThePathOfAReceiverGoToIt) {
  sandbox_.gateway.add_page(
      {"PUT", "/v2/", [](Environment&, const net::Request&, const std::shared_ptr<net::Responder>&) {}});
  BodyReceivers receivers{sandbox_.env};
  receivers.add("/v2/", [](const net::Request&) { return std::make_unique<SilentReceiver>(); });
  const auto takes = [&](net::Headers headers, const char* path) {
    return receivers.choose({"PUT", path, std::move(headers), ""}) != nullptr;
  };
  EXPECT_TRUE(takes({{"Host", "127.0.0.1:4566"}}, "/v2/a"));
  EXPECT_FALSE(takes({{"Host", "127.0.0.1:4566"}}, "/other"));
  EXPECT_FALSE(takes({{"Host", "127.0.0.1:4566"}, {"Authorization", "AWS4-HMAC-SHA256 x"}}, "/v2/a"));
  EXPECT_FALSE(takes({{"Host", "rebound.example"}}, "/v2/a"));
}

TEST_F(GatewayTest, WebPagesAndForeignNamesAreKeptOut) {
  const GuardCase cases[] = {
      {"127.0.0.1:4566", "", "", nullptr},
      {"[::1]:4566", "", "", nullptr},
      {"localhost", "", "", nullptr},
      {"bucket.localhost:4566", "", "", nullptr},
      {"LOCALHOST:4566", "", "", nullptr},
      {"iam.amazonaws.com", "", "", nullptr},
      {"ecs.eu-central-1.amazonaws.com", "", "", nullptr},
      {"b.s3.eu-central-1.amazonaws.com", "", "", nullptr},
      {"123456789012.dkr.ecr.eu-central-1.amazonaws.com", "", "", nullptr},
      {"localhost:4566", "http://localhost:4566", "same-origin", nullptr},
      {"localhost:4566", "", "none", nullptr},
      {"", "", "", "the Host '' is not this sandbox's: use its address, localhost or a name under it"},
      {"evil.example", "", "",
       "the Host 'evil.example' is not this sandbox's: use its address, localhost or a name under it"},
      {"localhost.evil.example", "", "",
       "the Host 'localhost.evil.example' is not this sandbox's: use its address, localhost or a name under "
       "it"},
      {"ec2-127-0-0-1.compute-1.amazonaws.com", "", "",
       "the Host 'ec2-127-0-0-1.compute-1.amazonaws.com' is not this sandbox's: use its address, localhost "
       "or a name "
       "under it"},
      {"1.2.3.4.evil.example", "", "",
       "the Host '1.2.3.4.evil.example' is not this sandbox's: use its address, localhost or a name under "
       "it"},
      {"[::1].evil.example", "", "",
       "the Host '[::1].evil.example' is not this sandbox's: use its address, localhost or a name under it"},
      {"[::1", "", "",
       "the Host '[::1' is not this sandbox's: use its address, localhost or a name under it"},
      {"127.0.0.1:4566.evil.example", "", "",
       "the Host '127.0.0.1:4566.evil.example' is not this sandbox's: use its address, localhost or a name "
       "under "
       "it"},
      {"localhost:4566", "http://localhost:3000", "",
       "the Origin 'http://localhost:3000' is not this sandbox's: other web pages may not call it"},
      {"localhost:4566", "null", "",
       "the Origin 'null' is not this sandbox's: other web pages may not call it"},
      {"localhost:4566", "", "cross-site",
       "sent from another site's page: other web pages may not call this sandbox"},
  };
  for (const GuardCase& c : cases) {
    SCOPED_TRACE(c.host);
    net::Request request{"GET", "/_sandbox/health", {}, ""};
    if (*c.host) request.headers.add("Host", c.host);
    if (*c.origin) request.headers.add("Origin", c.origin);
    if (*c.site) request.headers.add("Sec-Fetch-Site", c.site);
    const auto response = sandbox_.send(request);
    EXPECT_EQ(response.status, c.refusal ? 403 : 200);
    if (c.refusal) {
      EXPECT_EQ(response.body, std::string("refused: ") + c.refusal + "\n");
    }
  }
}

TEST_F(GatewayTest, ASecondOriginIsRefused) {
  for (const char* second : {"http://evil.example", "http://localhost"}) {
    const auto response =
        sandbox_.send({"GET",
                       "/_sandbox/health",
                       {{"Host", "localhost"}, {"Origin", "http://localhost"}, {"Origin", second}},
                       ""});
    EXPECT_EQ(response.status, 403) << second;
  }
}

struct HeadCase {
  const char* what;
  net::Request head;
  int status;        ///< 0: the body is taken
  const char* body;  ///< part of it
};

TEST_F(GatewayTest, BodiesOfStrangersAreRefusedUnread) {
  net::Request known{"POST", "/", {{"Host", "localhost"}}, "Action=Echo"};
  aws::sign(known, TestSandbox::root(), aws::Region{"us-east-1"}, "iam", sandbox_.scheduler.now());
  net::Request unknown{"POST", "/", {{"Host", "localhost"}}, "Action=Echo"};
  aws::sign(unknown, TestSandbox::root("AKIAIOSFODNN7EXAMPLE"), aws::Region{"us-east-1"}, "iam",
            sandbox_.scheduler.now());
  known.body.clear();
  unknown.body.clear();
  const HeadCase cases[] = {
      {"a known key", known, 0, ""},
      {"an unknown key", unknown, 403, "<Code>InvalidClientTokenId</Code>"},
      {"unsigned", {"PUT", "/bucket/key", {{"Host", "localhost"}}, ""}, 403, "<Code>AccessDenied</Code>"},
      {"malformed",
       {"POST", "/", {{"Host", "iam.amazonaws.com"}, {"Authorization", "AWS4-HMAC-SHA256 x"}}, ""},
       400,
       "<Code>IncompleteSignature</Code>"},
      {"a foreign host", {"PUT", "/", {{"Host", "evil.example"}}, ""}, 403, "refused: the Host"},
      {"a page", {"GET", "/_sandbox/health", {{"Host", "localhost"}}, ""}, 0, ""},
  };
  for (const HeadCase& c : cases) {
    const auto refused = sandbox_.gateway.check_head(c.head);
    EXPECT_EQ(refused ? refused->status : 0, c.status) << c.what;
    if (refused) {
      EXPECT_THAT(refused->body, HasSubstr(c.body)) << c.what;
    }
  }
}

TEST_F(GatewayTest, NoAnswerGrowsWithWhatWasSent) {
  const std::string parts[] = {"AWS4-HMAC-SHA256 " + std::string(100'000, 'x'),
                               "AWS4-HMAC-SHA256 Credential=" + std::string(100'000, 'x'),
                               "AWS4-HMAC-SHA256 Credential=a/20261128/eu/iam/aws4_request, " +
                                   std::string(100'000, 'x') + "=1, Signature=1"};
  for (const std::string& authorization : parts) {
    const auto refused = sandbox_.gateway.check_head(
        {"POST", "/", {{"Host", "iam.amazonaws.com"}, {"Authorization", authorization}}, ""});
    ASSERT_TRUE(refused);
    EXPECT_LT(refused->body.size(), 10'000U);
  }
}

}  // namespace
}  // namespace eni::sandbox
