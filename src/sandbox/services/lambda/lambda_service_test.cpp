/// Functions that really run, on a real loop. IAM, STS and Logs are twins of a few lines: what matters here is Lambda.
#include <climits>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "base/text.h"
#include "net/event_loop.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/lambda/code_archive.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/lambda_runner.h"
#include "sandbox/services/lambda/service.h"
#include "sqlite/failing_disk.h"

namespace eni::sandbox::lambda_service {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// ---- twins ------------------------------------------------------------------------------------------------

std::string* g_log = nullptr;  // NOLINT: of the one test that runs

ApiResult<Reply> get_role(Call& call) {
  if (call.params.text_or("RoleName", "") != "trusting") return ApiError{"NoSuchEntity", "no such role", 404};
  return Reply{json::object{
      {"Role",
       {{"AssumeRolePolicyDocument",
         R"({"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}})"}}}}};
}

/// What happens at the next refusals that the twins below make.
std::function<void()> g_at_refusal;
/// How many of the next AssumeRole calls are throttled, and of PutLogEvents denied.
int g_throttled = 0;
int g_denied = 0;
int g_slow_logs = 0;
/// How often the role may still write to Logs; below 0: how often it was refused.
int g_role_writes = INT_MAX;

ApiError refuse(int& left, ApiError error) {
  --left;
  if (g_at_refusal) g_at_refusal();
  return error;
}

ApiResult<Reply> assume_role_twin(Call& call) {
  if (g_throttled > 0) return refuse(g_throttled, {"Throttling", "Rate exceeded", 400});
  EXPECT_EQ(call.principal.type, PrincipalType::kService);
  return Reply{json::object{
      {"Credentials",
       {{"AccessKeyId", "ASIATEST"},
        {"SecretAccessKey", "secret"},
        {"SessionToken", "token"},
        {"Expiration", "2999-01-01T00:00:00Z"}}},
      {"AssumedRoleUser",
       {{"Arn", "arn:aws:sts::000000000000:assumed-role/trusting/f"}, {"AssumedRoleId", "AROA:f"}}}}};
}

ApiResult<Reply> put_log_events(Call& call) {
  if (g_denied > 0) return refuse(g_denied, {"AccessDeniedException", "not authorized", 400});
  if (g_slow_logs > 0) return refuse(g_slow_logs, {"ThrottlingException", "Rate exceeded", 400});
  if (call.principal.type != PrincipalType::kService && g_role_writes-- <= 0)
    return ApiError{"AccessDeniedException", "not authorized", 400};
  for (const json::value& event : call.params.find("logEvents")->as_array())
    *g_log += as_text(event.at("message"));
  return Reply{};
}

ApiResult<Reply> nothing(Call&) { return Reply{}; }

const Operation kIamRows[] = {{"GetRole", kNoAuthorization, get_role, "*"}};
const Operation kStsRows[] = {{"AssumeRole", kNoAuthorization, assume_role_twin, "*"}};
const Operation kLogsRows[] = {{"PutLogEvents", kNoAuthorization, put_log_events, "*"},
                               {"CreateLogStream", kNoAuthorization, nothing, "*"},
                               {"CreateLogGroup", kNoAuthorization, nothing, "*"}};
const Service kIam = {.name = "iam",
                      .title = "",
                      .protocol = Protocol::kQuery,
                      .version = {},
                      .xml_namespace = {},
                      .target_prefix = {},
                      .operations = kIamRows};
const Service kSts = {.name = "sts",
                      .title = "",
                      .protocol = Protocol::kQuery,
                      .version = {},
                      .xml_namespace = {},
                      .target_prefix = {},
                      .operations = kStsRows};
const Service kLogs = {.name = "logs",
                       .title = "",
                       .protocol = Protocol::kJson11,
                       .version = {},
                       .xml_namespace = {},
                       .target_prefix = {},
                       .operations = kLogsRows};
const Service* const kServices[] = {&kIam, &kSts, &kLogs, &kService};

// ---- the fixture ------------------------------------------------------------------------------------------

/// The machine's, and what it is set to.
class SetClock final : public Clock {
 public:
  TimePoint now() const override { return SystemClock{}.now() + ahead; }
  Duration ahead{};
};

struct Answer {
  int status = 0;
  std::string error;  ///< the code of a refusal
  std::string message;
  std::string payload;
  json::value value;
  std::map<std::string, std::string> headers;
};

class LambdaServiceTest : public testing::Test {
 protected:
  /// @param file  of the store; a new one
  explicit LambdaServiceTest(const std::string& file = ":memory:")
      : store_{open_store(file)}, gateway_{kServices}, environment_{loop_,    random_,   log_, *store_,
                                                                    gateway_, settings_, {}} {
    char name[] = "/tmp/eni-lambda-XXXXXX";
    folder_ = mkdtemp(name);
    settings_.work_directory = folder_.string();
    settings_.runtimes_directory = ENI_RUNTIMES_DIRECTORY;
    settings_.endpoint_url = "http://127.0.0.1:1";
    gateway_.attach(environment_);
    environment_.components.emplace(kService.component_type, kService.make_component(environment_));
    g_log = &logged_;
  }
  ~LambdaServiceTest() override {
    g_at_refusal = nullptr;
    g_throttled = g_denied = g_slow_logs = 0;
    g_role_writes = INT_MAX;
    runner().stop();
    gateway_.shut_down();
    environment_.components.clear();
    std::filesystem::remove_all(folder_);
  }

  static std::unique_ptr<Store> open_store(const std::string& file) {
    for (const char* suffix : {"", "-wal"}) std::remove((file + suffix).c_str());
    return *Store::open(file);
  }

  LambdaRunner& runner() { return environment_.component<LambdaRunner>(); }

  Answer call(std::string operation, json::object params, std::string body = {}) {
    Answer answer;
    gateway_.spawn(call_and_stop(std::move(operation), std::move(params), std::move(body), answer));
    loop_.run();
    return answer;
  }

  Task<void> call_and_stop(std::string operation, json::object params, std::string body, Answer& answer) {
    const Principal root = Principal::root(aws::AccountId{"000000000000"});
    const aws::Region region{"eu-central-1"};
    ApiResult<Reply> reply =
        co_await gateway_.call(root, region, "lambda", operation, std::move(params), std::move(body));
    if (reply) {
      answer.status = reply->status;
      answer.payload = reply->bytes;
      answer.value = reply->value;
      for (const auto& [name, value] : reply->headers) answer.headers[name] = value;
    } else {
      answer.error = reply.error().code;
      answer.message = reply.error().message;
      answer.status = reply.error().http_status;
    }
    // Posted: a call that does not wait ends before the loop runs.
    loop_.post([this] { loop_.stop(); });
  }

  Answer create(json::object code, std::string_view runtime, json::object more = {}) {
    more["FunctionName"] = "f";
    more["Role"] = "arn:aws:iam::000000000000:role/trusting";
    more["Runtime"] = runtime;
    if (!more.contains("Handler")) more["Handler"] = "index.handler";
    more["Code"] = std::move(code);
    return call("CreateFunction", std::move(more));
  }
  Answer create_node(std::string_view source, json::object more = {}) {
    return create({{"InlineSource", source}}, "nodejs22.x", std::move(more));
  }
  /// A function whose `bootstrap` is a shell script.
  Answer create_script(const std::string& script, int mode = 0755, json::object more = {}) {
    const std::string zip = make_zip({{"bootstrap", "#!/bin/sh\n" + script, mode}});
    return create({{"ZipFile", base64_encode(zip)}}, "provided.al2023", std::move(more));
  }
  Answer invoke(std::string payload = "{}", json::object more = {}) {
    more["FunctionName"] = "f";
    return call("Invoke", std::move(more), std::move(payload));
  }
  /// Runs the loop until the question is answered with yes.
  void run_until(const std::function<bool()>& question) {
    const std::function<void()> look = [&] {
      if (question()) return loop_.stop();
      loop_.call_at(loop_.now() + Duration{2}, look);
    };
    loop_.post(look);
    loop_.run();
  }

  SetClock wall_;
  net::EventLoop loop_{wall_};
  SystemRandom random_;
  NullLogger log_;
  sqlite::FailingDisk disk_;
  std::unique_ptr<Store> store_;
  Gateway gateway_;
  Settings settings_;
  Environment environment_;
  std::filesystem::path folder_;
  std::string logged_;
};

// ---- Node.js ----------------------------------------------------------------------------------------------

TEST_F(LambdaServiceTest, ANodeFunctionAnswersAndLogs) {
  const Answer created = create_node(
      "exports.handler = async (event) => { console.log('hello', event.a); return {b: event.a + 1}; };");
  ASSERT_EQ(created.status, 201) << created.error << created.message;
  const Answer answer = invoke(R"({"a":1})", {{"LogType", "Tail"}});
  EXPECT_EQ(answer.payload, R"({"b":2})") << answer.error << answer.message;
  EXPECT_EQ(answer.headers.count("X-Amz-Function-Error"), 0U);
  EXPECT_EQ(answer.headers.at("X-Amz-Executed-Version"), "$LATEST");
  const std::string tail = *base64_decode(answer.headers.at("X-Amz-Log-Result"));
  EXPECT_THAT(tail, testing::ContainsRegex("START RequestId: .* Version: \\$LATEST\n"
                                           "....-..-..T..:..:..\\....Z\t.*\tINFO\thello 1\n"
                                           "END RequestId: .*\nREPORT RequestId: .*Init Duration: "));
  run_until([&] { return logged_.find("REPORT") != std::string::npos; });
  EXPECT_EQ(logged_, tail);
}

TEST_F(LambdaServiceTest, AWarmEnvironmentIsUsedAgain) {
  create_node("let n = 0; exports.handler = async () => ++n;");
  EXPECT_EQ(invoke().payload, "1");
  EXPECT_EQ(invoke().payload, "2");
  const Answer third = invoke("{}", {{"LogType", "Tail"}});
  EXPECT_EQ(third.payload, "3");
  EXPECT_THAT(*base64_decode(third.headers.at("X-Amz-Log-Result")), Not(HasSubstr("Init Duration")));
}

struct NodeCase {
  const char* name;
  const char* source;
  const char* payload;  ///< of the answer, or a part of it
  bool is_error;
};

class NodeTest : public LambdaServiceTest, public testing::WithParamInterface<NodeCase> {};

TEST_P(NodeTest, Answers) {
  ASSERT_EQ(create_node(GetParam().source).status, 201);
  const Answer answer = invoke();
  EXPECT_THAT(answer.payload, HasSubstr(GetParam().payload)) << answer.error << answer.message;
  EXPECT_EQ(answer.headers.count("X-Amz-Function-Error"), GetParam().is_error ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Styles, NodeTest,
    testing::Values(
        NodeCase{"callback", "exports.handler = (e, c, done) => setTimeout(() => done(null, 'x'), 1);",
                 "\"x\"", false},
        NodeCase{"callback_error", "exports.handler = (e, c, done) => done(new TypeError('no'));",
                 R"("errorType":"TypeError","errorMessage":"no")", true},
        NodeCase{"done", "exports.handler = (e, c) => c.done(null, 1);", "1", false},
        NodeCase{"succeed", "exports.handler = (e, c) => c.succeed(2);", "2", false},
        NodeCase{"fail", "exports.handler = (e, c) => c.fail('why');", R"("errorMessage":"why")", true},
        NodeCase{"nothing", "exports.handler = () => {};", "null", false},
        NodeCase{"throws", "exports.handler = async () => { throw new RangeError('far'); };",
                 R"("errorType":"RangeError","errorMessage":"far","trace":["RangeError: far")", true},
        NodeCase{"unhandled",
                 "exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); "
                 "setTimeout(() => {}, 500); });",
                 R"("errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"Error: lost")", true},
        NodeCase{"exits", "exports.handler = async () => process.exit(3);",
                 R"("errorType":"Runtime.ExitError")", true},
        NodeCase{
            "missing_handler", "exports.other = 1;",
            R"("errorType":"Runtime.HandlerNotFound","errorMessage":"index.handler is undefined or not exported")",
            true},
        NodeCase{
            "missing_module", "require('nowhere');",
            R"("errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module 'nowhere')",
            true},
        NodeCase{"syntax", "exports.handler = (", R"("errorType":"Runtime.UserCodeSyntaxError")", true},
        NodeCase{"cfn_response", "exports.handler = async () => Object.keys(require('cfn-response')).sort();",
                 R"(["FAILED","SUCCESS","send"])", false},
        NodeCase{"context",
                 "exports.handler = async (e, c) => [c.functionName, c.functionVersion, c.memoryLimitInMB, "
                 "c.invokedFunctionArn, c.getRemainingTimeInMillis() > 2000];",
                 R"(["f","$LATEST","128","arn:aws:lambda:eu-central-1:000000000000:function:f",true])",
                 false},
        NodeCase{"too_large", "exports.handler = async () => 'x'.repeat(6300000);",
                 R"("errorType":"Function.ResponseSizeTooLarge")", true}),
    [](const auto& test) { return test.param.name; });

TEST_F(LambdaServiceTest, TheEnvironmentIsCleanAndComplete) {
  setenv("ENI_SECRET", "of the user", 1);
  create_node("exports.handler = async () => process.env;",
              {{"Environment", {{"Variables", {{"MINE", "yes"}}}}}});
  const json::value env = *parse_json(invoke().payload);
  EXPECT_EQ(find(env, "ENI_SECRET"), nullptr);
  const auto text = [&](std::string_view name) {
    return find(env, name) ? as_text(*find(env, name)) : "(none)";
  };
  EXPECT_EQ(text("MINE"), "yes");
  EXPECT_EQ(text("TZ"), ":UTC");
  EXPECT_EQ(text("AWS_ACCESS_KEY_ID"), "ASIATEST");
  EXPECT_EQ(text("AWS_SECRET_ACCESS_KEY"), "secret");
  EXPECT_EQ(text("AWS_SESSION_TOKEN"), "token");
  EXPECT_EQ(text("AWS_REGION"), "eu-central-1");
  EXPECT_EQ(text("AWS_ENDPOINT_URL"), "http://127.0.0.1:1");
  EXPECT_EQ(text("AWS_EXECUTION_ENV"), "AWS_Lambda_nodejs22.x");
  EXPECT_EQ(text("AWS_LAMBDA_LOG_GROUP_NAME"), "/aws/lambda/f");
  EXPECT_EQ(text("_HANDLER"), "index.handler");
  EXPECT_THAT(text("LAMBDA_TASK_ROOT"), StartsWith(folder_.string()));
  EXPECT_THAT(text("_X_AMZN_TRACE_ID"), StartsWith("Root=1-"));
}

TEST_F(LambdaServiceTest, EnvironmentsOfOneFunctionShareTheCodeButNotTheScratchFolder) {
  // The first waits for the file that the second writes beside the code, so both run at once.
  create_node(R"(
    const fs = require('fs');
    exports.handler = async (e) => {
      const mine = process.env.TMPDIR;
      const seen = fs.readdirSync(mine);
      fs.writeFileSync(mine + '/file', 'x');
      const meeting = process.env.LAMBDA_TASK_ROOT + '/meeting';
      if (e.second) fs.writeFileSync(meeting, mine);
      while (!fs.existsSync(meeting)) await new Promise((done) => setTimeout(done, 2));
      return [mine, process.env.HOME, process.env.LAMBDA_TASK_ROOT, seen.length];
    };)",
              {{"Timeout", 20}});
  Answer first;
  Answer second;
  gateway_.spawn(call_and_stop("Invoke", {{"FunctionName", "f"}}, "{}", first));
  gateway_.spawn(call_and_stop("Invoke", {{"FunctionName", "f"}}, R"({"second":true})", second));
  for (int i = 0; i < 2; ++i) {
    if (first.status == 0 || second.status == 0) loop_.run();
  }
  const json::value one = *parse_json(first.payload);
  const json::value two = *parse_json(second.payload);
  ASSERT_TRUE(one.is_array() && two.is_array()) << first.payload << second.payload;
  EXPECT_NE(one.at(0), two.at(0));
  EXPECT_EQ(one.at(0), one.at(1)) << "HOME is the scratch folder, too";
  EXPECT_EQ(one.at(2), two.at(2));
  EXPECT_EQ(one.at(3), 0) << "the other's file is not seen";
  EXPECT_EQ(two.at(3), 0) << "the other's file is not seen";
  EXPECT_TRUE(std::filesystem::exists(as_text(one.at(0)) + "/file"));
  runner().stop();
  EXPECT_FALSE(std::filesystem::exists(as_text(one.at(0))));
  EXPECT_FALSE(std::filesystem::exists(as_text(two.at(0))));
}

TEST_F(LambdaServiceTest, ATimeoutKillsAndTheNextInvocationStartsAnew) {
  create_node("exports.handler = async (e) => { if (e.hang) for (;;) {} return 'fine'; };", {{"Timeout", 1}});
  const Answer hung = invoke(R"({"hang":true})");
  EXPECT_EQ(hung.headers.at("X-Amz-Function-Error"), "Unhandled");
  EXPECT_THAT(hung.payload, HasSubstr("Task timed out after 1.00 seconds"));
  EXPECT_EQ(invoke().payload, R"("fine")");
}

/// What the function counts in the background between its own end and its next event, and how many milliseconds that were.
constexpr const char* kCounting = R"(
  let ticks = 0, ended = 0;
  setInterval(() => ++ticks, 1);
  exports.handler = async () => {
    const seen = [ticks, Date.now() - ended];
    await new Promise((done) => setTimeout(done, 20));
    ticks = 0;
    ended = Date.now();
    return seen;
  };)";

TEST_F(LambdaServiceTest, NothingOfAFunctionRunsBetweenItsInvocations) {
  create_node(kCounting);
  ASSERT_EQ(invoke().headers.count("X-Amz-Function-Error"), 0U);
  loop_.call_at(loop_.now() + Duration{300}, [this] { loop_.stop(); });
  loop_.run();
  const json::value seen = *parse_json(invoke().payload);
  EXPECT_GE(seen.at(1).to_number<int>(), 300);
  EXPECT_LT(seen.at(0).to_number<int>(), 100);
}

constexpr const char* kAnswers = R"(
api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
id=$(curl -s -D - -o /dev/null $api/next | tr -d '\r' | sed -n 's/^lambda-runtime-aws-request-id: //Ip')
curl -s -o /dev/null -d $$ $api/$id/response
)";

TEST_F(LambdaServiceTest, WhatNeverAsksForItsNextEventIsEndedAfterTheTimeout) {
  create_script(std::string(kAnswers) + "while :; do sleep 60; done\n", 0755, {{"Timeout", 1}});
  const Answer answer = invoke();
  const auto pid = parse_integer(answer.payload);
  ASSERT_TRUE(pid) << answer.payload;
  run_until([&] { return ::kill(static_cast<pid_t>(*pid), 0) != 0; });
}

TEST_F(LambdaServiceTest, NewCodeIsRunAtTheNextInvocation) {
  create_node("exports.handler = async () => 'old';");
  EXPECT_EQ(invoke().payload, R"("old")");
  const Answer updated =
      call("UpdateFunctionCode",
           {{"FunctionName", "f"}, {"InlineSource", "exports.handler = async () => 'new';"}});
  ASSERT_EQ(updated.status, 200) << updated.message;
  EXPECT_EQ(invoke().payload, R"("new")");
}

// ---- provided runtimes ------------------------------------------------------------------------------------

TEST_F(LambdaServiceTest, AThrottledAssumeRoleOnlyDelaysTheStart) {
  ASSERT_EQ(create_script("exit 7").status, 201);
  g_throttled = 2;
  EXPECT_THAT(invoke().payload, testing::HasSubstr("Runtime.ExitError")) << "the function was started";
  EXPECT_EQ(g_throttled, 0);
}

TEST_F(LambdaServiceTest, ASetClockEndsNoPatience) {
  for (const std::chrono::hours jump : {std::chrono::hours{24}, -std::chrono::hours{24}}) {
    logged_.clear();
    settings_.iam_propagation = std::chrono::minutes{1};
    g_throttled = 2;
    g_denied = 1;
    g_at_refusal = [&] { wall_.ahead += jump; };
    create_node("exports.handler = async () => { console.log('written'); return 1; };");
    EXPECT_EQ(invoke().payload, "1");
    run_until([&] { return logged_.find("written") != std::string::npos; });
    EXPECT_EQ(g_throttled + g_denied, 0);
    call("DeleteFunction", {{"FunctionName", "f"}});
  }
}

TEST_F(LambdaServiceTest, WhatTheRoleMayNoLongerDoCountsAtTheNextInvocation) {
  create_node("exports.handler = async (e) => console.log('said', e.x);");
  // Lines of the first invocation still wait when the second begins; then the role may write once more.
  g_slow_logs = 2;
  g_role_writes = 1;
  invoke(R"({"x":1})");
  invoke(R"({"x":2})");
  ASSERT_EQ(g_role_writes, 1) << "the second has begun too late for this test";
  run_until([&] { return g_role_writes < -1 || logged_.find("said 2") != std::string::npos; });
  EXPECT_THAT(logged_, HasSubstr("said 1"));
  EXPECT_THAT(logged_, Not(HasSubstr("said 2")));
}

TEST_F(LambdaServiceTest, AClockSetBackHoldsNoAcceptedEvent) {
  create_node("exports.handler = async (e) => console.log('took up', e.x);");
  const std::int64_t tomorrow = (loop_.now() + std::chrono::hours{24}).time_since_epoch().count();
  store_->get<LambdaRepository>().add_event(
      {"id", {"000000000000", "eu-central-1", "f"}, R"({"x":8})", "", tomorrow, 1, tomorrow});
  runner().start();
  run_until([&] { return logged_.find("took up 8") != std::string::npos; });
}

TEST_F(LambdaServiceTest, ABootstrapThatExitsIsARuntimeExitError) {
  create_script("echo rubbish; exit 1\n");
  const Answer answer = invoke("{}", {{"LogType", "Tail"}});
  EXPECT_THAT(answer.payload, HasSubstr("Runtime exited with error: exit status 1"));
  EXPECT_THAT(*base64_decode(answer.headers.at("X-Amz-Log-Result")), HasSubstr("rubbish\n"));
}

TEST_F(LambdaServiceTest, ABootstrapThatIsMissingOrNotExecutableIsAnInvalidEntrypoint) {
  create_script("exit 0\n", 0644);
  EXPECT_THAT(invoke().payload, HasSubstr(R"("errorType":"Runtime.InvalidEntrypoint")"));
  const std::string zip = make_zip({{"other", "x"}});
  call("UpdateFunctionCode", {{"FunctionName", "f"}, {"ZipFile", base64_encode(zip)}});
  EXPECT_THAT(invoke().payload,
              HasSubstr("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"));
}

// ---- asynchronous -----------------------------------------------------------------------------------------

TEST_F(LambdaServiceTest, AFailingEventIsRetriedAsOftenAsItsConfigurationSays) {
  create_node("exports.handler = async () => { console.log('tried'); throw new Error('no'); };");
  ASSERT_EQ(call("PutFunctionEventInvokeConfig", {{"FunctionName", "f"}, {"MaximumRetryAttempts", 1}}).status,
            200);
  const Answer accepted = invoke("{}", {{"InvocationType", "Event"}});
  EXPECT_EQ(accepted.status, 202);
  EXPECT_EQ(accepted.payload, "");
  LambdaRepository& functions = store_->get<LambdaRepository>();
  EXPECT_EQ(functions.all_events().size(), 1U);
  run_until([&] { return functions.all_events().empty(); });
  run_until([&] { return split(logged_, '\n').size() > 8; });
  std::size_t tries = 0;
  for (auto at = logged_.find("tried"); at != std::string::npos; at = logged_.find("tried", at + 1)) ++tries;
  EXPECT_EQ(tries, 2U);
}

/// With a store in a file, whose disk may be full.
class FullDiskTest : public LambdaServiceTest {
 protected:
  FullDiskTest() : LambdaServiceTest{testing::TempDir() + "lambda-full-disk.db"} {}
  int times_run() const {
    int times = 0;
    for (auto at = logged_.find("ran"); at != std::string::npos; at = logged_.find("ran", at + 1)) ++times;
    return times;
  }
};

TEST_F(FullDiskTest, AnEventThatEndsWhileTheDiskIsFullIsNotRunAgain) {
  create_node("exports.handler = async () => console.log('ran');");
  ASSERT_EQ(invoke("{}", {{"InvocationType", "Event"}}).status, 202);
  disk_.fill_after(0);
  run_until([&] { return times_run() > 0 && disk_.was_full(); });
  LambdaRepository& functions = store_->get<LambdaRepository>();
  EXPECT_EQ(functions.all_events().size(), 1U) << "it cannot leave the store";
  disk_.free();
  run_until([&] { return functions.all_events().empty(); });
  EXPECT_EQ(times_run(), 1);
}

TEST_F(FullDiskTest, AnEventWhoseFailureCannotBeStoredHasItsOtherAttempts) {
  create_node("exports.handler = async () => { console.log('ran'); throw new Error('no'); };");
  call("PutFunctionEventInvokeConfig", {{"FunctionName", "f"}, {"MaximumRetryAttempts", 1}});
  ASSERT_EQ(invoke("{}", {{"InvocationType", "Event"}}).status, 202);
  disk_.fill_after(0);
  run_until([&] { return times_run() > 0 && disk_.was_full(); });
  disk_.free();
  LambdaRepository& functions = store_->get<LambdaRepository>();
  run_until([&] { return functions.all_events().empty() && times_run() > 1; });
  EXPECT_EQ(times_run(), 2);
}

TEST_F(LambdaServiceTest, AnEventOfAFormerRunIsRun) {
  create_node("exports.handler = async (e) => console.log('took up', e.x);");
  const std::int64_t now = loop_.now().time_since_epoch().count();
  store_->get<LambdaRepository>().add_event(
      {"id", {"000000000000", "eu-central-1", "f"}, R"({"x":7})", "", now, 0, 0});
  runner().start();
  run_until([&] { return logged_.find("took up 7") != std::string::npos; });
}

// ---- refusals ---------------------------------------------------------------------------------------------

TEST_F(LambdaServiceTest, DryRunSaysOnlyThatItCould) {
  create_node("exports.handler = 1;");
  EXPECT_EQ(invoke("{}", {{"InvocationType", "DryRun"}}).status, 204);
}

TEST_F(LambdaServiceTest, WhatIsWrongIsRefusedInLambdasWords) {
  const std::string ok = base64_encode(make_zip({{"bootstrap", "x", 0755}}));
  EXPECT_EQ(invoke().message, "Function not found: arn:aws:lambda:eu-central-1:000000000000:function:f");
  EXPECT_EQ(create({{"ZipFile", ok}}, "java21").error, "InvalidParameterValueException");
  EXPECT_THAT(create({{"ZipFile", ok}}, "java21").message, StartsWith("The runtime java21 is not supported"));
  EXPECT_EQ(create({{"ZipFile", "cnViYmlzaA=="}}, "provided.al2023").message,
            "Could not unzip uploaded file. Please check your file, then try to upload again.");
  EXPECT_THAT(create({{"InlineSource", "x"}}, "provided.al2023").message,
              StartsWith("ZipFile can only be used"));
  EXPECT_THAT(
      create({{"ZipFile", ok}}, "provided.al2023", {{"Environment", {{"Variables", {{"AWS_REGION", "x"}}}}}})
          .message,
      HasSubstr("Reserved keys used in this request: AWS_REGION"));
  EXPECT_THAT(create({{"ZipFile", ok}}, "provided.al2023",
                     {{"Environment", {{"Variables", {{"LONG", std::string(5000, 'x')}}}}}})
                  .message,
              HasSubstr("exceeded the 4KB limit"));
  EXPECT_THAT(create({{"ZipFile", ok}}, "provided.al2023", {{"KMSKeyArn", "arn:aws:kms:::key"}}).message,
              StartsWith("the sandbox does not support the parameter KMSKeyArn"));
  EXPECT_NE(create({{"ZipFile", ok}}, "provided.al2023", {{"Timeout", 901}}).error, "");
  ASSERT_EQ(create({{"ZipFile", ok}}, "provided.al2023").status, 201);
  EXPECT_EQ(create({{"ZipFile", ok}}, "provided.al2023").message, "Function already exist: f");
  EXPECT_EQ(invoke("{rubbish").error, "InvalidRequestContentException");
  const Answer no_role = call("UpdateFunctionConfiguration",
                              {{"FunctionName", "f"}, {"Role", "arn:aws:iam::000000000000:role/other"}});
  EXPECT_EQ(no_role.message, "The role defined for the function cannot be assumed by Lambda.");
}

/// A conformance test would not see it: the distribution's boto3 does not know the member.
TEST_F(LambdaServiceTest, AFunctionSaysWhichVersionOfItsRuntimeItHas) {
  const Answer created = create_node("exports.handler = 1;");
  const json::value version = created.value.at("RuntimeVersionConfig");
  EXPECT_THAT(as_text(version.at("RuntimeVersionArn")),
              testing::MatchesRegex("arn:aws:lambda:eu-central-1::runtime:[0-9a-f]+"));
  const Answer got = call("GetFunction", {{"FunctionName", "f"}});
  EXPECT_EQ(got.value.at("Configuration").at("RuntimeVersionConfig"), version);
  const Answer list = call("ListFunctions", json::object{});
  EXPECT_FALSE(list.value.at("Functions").at(0).as_object().contains("RuntimeVersionConfig"));
}

TEST_F(LambdaServiceTest, AReservationOfZeroStopsAFunction) {
  create_node("exports.handler = async () => 1;");
  call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 0}});
  EXPECT_EQ(invoke().status, 429);
  call("DeleteFunctionConcurrency", {{"FunctionName", "f"}});
  EXPECT_EQ(invoke().payload, "1");
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
