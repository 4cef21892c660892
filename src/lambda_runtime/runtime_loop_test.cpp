#include "lambda_runtime/runtime_loop.h"

#include <cstdlib>
#include <deque>
#include <gtest/gtest.h>
#include <stdexcept>

#include "base/json.h"
#include "lambda_runtime/runtime_api_client.h"

namespace eni::lambda_runtime {
namespace {

/// Gives out the events, then is broken; keeps a protocol of what it was told.
struct Api final : RuntimeApi {
  Result<Invocation> next() override {
    if (events.empty()) return Error{"the Runtime API answered 500", ""};
    Invocation first = std::move(events.front());
    events.pop_front();
    return first;
  }
  Result<void> respond(const std::string& id, const std::string& body) override {
    told.push_back(id + " response " + body);
    return answer();
  }
  Result<void> fail(const std::string& id, const InvocationError& error) override {
    told.push_back(id + " error " + error.type + ": " + error.message);
    return answer();
  }
  Result<void> fail_init(const InvocationError&) override { return {}; }
  bool is_broken() const override { return broken; }
  Result<void> answer() const {
    if (refuses) return Error{"the Runtime API answered 413", ""};
    return {};
  }

  std::deque<Invocation> events;
  std::vector<std::string> told;
  bool broken = false;
  bool refuses = false;
};

Invocation invocation(const char* id, const char* payload, const char* trace = "") {
  Invocation out;
  out.request_id = id;
  out.payload = payload;
  out.trace_id = trace;
  return out;
}

Result<std::string, InvocationError> echo(const Invocation& event) {
  if (event.payload == "throw") throw std::runtime_error("a defect");
  if (event.payload == "fail") return InvocationError{"Test.Failure", "as asked"};
  const char* trace = std::getenv("_X_AMZN_TRACE_ID");
  return event.payload + (trace ? trace : "");
}

TEST(RuntimeLoop, TellsHowEachInvocationEndedUntilTheApiIsBroken) {
  Api api;
  NullLogger log;
  api.events = {invocation("1", "a", "Root=1"), invocation("2", "b"), invocation("3", "fail"),
                invocation("4", "throw")};
  EXPECT_EQ(run_loop(api, echo, log), 1);
  EXPECT_EQ(api.told,
            (std::vector<std::string>{"1 response aRoot=1", "2 response b", "3 error Test.Failure: as asked",
                                      "4 error Runtime.UnhandledException: a defect"}));
}

TEST(RuntimeLoop, GoesOnWhenAResultIsRefusedAndEndsWhenTheContainerIsBroken) {
  Api api;
  NullLogger log;
  api.refuses = true;
  api.events = {invocation("1", "a"), invocation("2", "b")};
  EXPECT_EQ(run_loop(api, echo, log), 1);
  EXPECT_EQ(api.told.size(), 2U);
  api.broken = true;
  api.events = {invocation("3", "a"), invocation("4", "b")};
  EXPECT_EQ(run_loop(api, echo, log), 1);
  EXPECT_EQ(api.told.size(), 3U);
}

TEST(RuntimeApiClient, ReadsTheInvocationsHeaders) {
  net::Response response;
  response.headers = {{"Lambda-Runtime-Aws-Request-Id", "8476a536"},
                      {"Lambda-Runtime-Deadline-Ms", "1542409706888"},
                      {"Lambda-Runtime-Trace-Id", "Root=1-5bef4de7"},
                      {"Lambda-Runtime-Invoked-Function-Arn", "arn"}};
  response.body = "{}";
  const auto read = read_invocation(response, TimePoint{});
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->request_id, "8476a536");
  EXPECT_EQ(read->deadline, TimePoint{Duration{1542409706888}});
  EXPECT_EQ(read->trace_id, "Root=1-5bef4de7");
  EXPECT_EQ(read->payload, "{}");
}

TEST(RuntimeApiClient, AnEventWithoutAnIdOrWithAnotherStatusIsAnError) {
  net::Response response;
  EXPECT_EQ(read_invocation(response, TimePoint{}).error().message,
            "the Runtime API gave an event without a request id");
  response.status = 500;
  EXPECT_EQ(read_invocation(response, TimePoint{}).error().message, "the Runtime API answered 500");
}

TEST(RuntimeApiClient, AnErrorIsWrittenAsLambdaReadsIt) {
  EXPECT_EQ(write_error({"Test.Failure", "as \"asked\""}),
            R"({"errorMessage":"as \"asked\"","errorType":"Test.Failure","stackTrace":[]})");
}

TEST(RuntimeApiClient, TheAddressHasToBeHostAndPort) {
  const SystemClock clock;
  EXPECT_TRUE(RuntimeApiClient::create("127.0.0.1:9001", clock).has_value());
  EXPECT_EQ(RuntimeApiClient::create("127.0.0.1:9001/x", clock).error().message,
            "AWS_LAMBDA_RUNTIME_API is not host:port: '127.0.0.1:9001/x'");
}

}  // namespace
}  // namespace eni::lambda_runtime
