#include "sandbox/task_engine/endpoints/task_metadata_service.h"

#include <gtest/gtest.h>

#include "base/test_tasks.h"
#include "sandbox/task_engine/endpoints/test_task.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

Task<void> keep_answer(TaskMetadataService& service, net::Request request, net::Response& into) {
  auto answering = service.answer(std::move(request));
  into = co_await std::move(answering);
}

struct ServiceTest : testing::Test {
  net::Response ask(std::string target, std::string method = "GET", std::string body = "") {
    net::Response response{0, {}, ""};
    TestTasks tasks;
    tasks.spawn(keep_answer(service, {std::move(method), std::move(target), {}, std::move(body)}, response));
    return response;
  }
  /// "STATUS BODY"
  std::string text(std::string target, std::string method = "GET", std::string body = "") {
    const net::Response response = ask(std::move(target), std::move(method), std::move(body));
    return std::to_string(response.status) + " " + response.body;
  }

  ManualClock clock;
  TestTaskSource source;
  TaskMetadataService service{clock, source};
};

TEST_F(ServiceTest, MetadataIsWhatItsVersionWrites) {
  const auto expect = [&](const std::string& target, const json::object& expected) {
    const net::Response response = ask(target);
    EXPECT_EQ(response.status, 200) << target;
    EXPECT_EQ(response.headers.text("Content-Type"), "application/json");
    EXPECT_EQ(response.body, metadata_text(expected)) << target;
  };
  source.tags_of_task.task = {{"a", "1"}};
  const ContainerMetadata& container = source.task.containers[0];
  expect("/v4/endpoint-1", v4_container(container));
  expect("/v4/endpoint-1/task", v4_task(source.task));
  expect("/v4/endpoint-1/taskWithTags", v4_task(source.task, &source.tags_of_task));
  expect("/v3/endpoint-1", v3_container(container));
  expect("/v3/endpoint-1/task", v3_task(source.task));
  expect("/v3/endpoint-1/taskWithTags", v3_task(source.task, &source.tags_of_task));
  expect("/v2/metadata", v2_task(source.task));
  expect("/v2/metadata/ea32192c8553", v2_container(container));
  expect("/v2/metadataWithTags", v2_task(source.task, &source.tags_of_task));
}

TEST_F(ServiceTest, StatisticsAreNullOfContainersThatHaveNone) {
  source.task.containers.push_back({});
  source.task.containers.back().docker_id = "other";
  source.statistics["ea32192c8553"] = {{{"read", "2020-10-02T00:51:13Z"}},
                                       ContainerStats::NetworkRates{1.5, 2}};
  const std::string docker = R"({"read":"2020-10-02T00:51:13Z"})";
  const std::string v4 =
      R"({"read":"2020-10-02T00:51:13Z","network_rate_stats":{"rx_bytes_per_sec":1.5,"tx_bytes_per_sec":2}})";
  EXPECT_EQ(text("/v4/endpoint-1/stats"), "200 " + v4);
  EXPECT_EQ(text("/v4/endpoint-1/task/stats"), R"(200 {"ea32192c8553":)" + v4 + R"(,"other":null})");
  EXPECT_EQ(text("/v3/endpoint-1/stats"), "200 " + docker);
  EXPECT_EQ(text("/v3/endpoint-1/task/stats"), R"(200 {"ea32192c8553":)" + docker + R"(,"other":null})");
  EXPECT_EQ(text("/v2/stats/ea32192c8553"), "200 " + docker);
  EXPECT_EQ(text("/v2/stats/"), R"(200 {"ea32192c8553":)" + docker + R"(,"other":null})");
}

TEST_F(ServiceTest, WhatIsUnknownIsSaidInTheWordsOfTheAgent) {
  const std::string no_container =
      "unable to get container ID from request: unable to get docker ID from v3 endpoint ID: x\"";
  const std::string no_task =
      "unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x\"";
  const struct {
    std::string path;
    std::string expected;
  } rows[] = {
      {"/v4/x", "404 \"V4 container metadata handler: " + no_container},
      {"/v4/x/task", "404 \"V4 task metadata handler: " + no_task},
      {"/v4/x/taskWithTags", "404 \"V4 task metadata handler: " + no_task},
      {"/v4/x/stats", "404 \"V4 container stats handler: " + no_task},
      {"/v4/x/task/stats", "404 \"V4 task stats handler: " + no_task},
      {"/v4/endpoint-1/stats", "500 \"Unable to get container stats for: ea32192c8553\""},
      {"/v4/endpoint-1/tasks", "500 \"failed to get tasks metadata\""},
      {"/v4/endpoint-1/tasks/stats", "500 \"tasks stats endpoint not supported\""},
      {"/v4/endpoint-1/associations/elastic-inference", R"(200 {"Associations":[]})"},
      {"/v3/x", "500 \"V3 container metadata handler: " + no_container},
      {"/v3/x/task", "500 \"V3 task metadata handler: " + no_task},
      {"/v3/x/taskWithTags", "500 \"V3 task metadata handler: " + no_task},
      {"/v3/x/stats", "400 \"V3 container stats handler: " + no_task},
      {"/v3/x/task/stats", "400 \"V3 task stats handler: " + no_task},
      {"/v3/endpoint-1/associations/t/n",
       "400 \"Unable to write container association response: unable to get association from association "
       "type t "
       "and association name n\""},
      {"/v2/metadata/x", "400 \"Unable to generate metadata for container 'x'\""},
      {"/v2/stats/x", "400 \"Unable to get container stats for: x\""},
      {"/v2/stats/%ff%22", "400 \"Unable to get container stats for: \xef\xbf\xbd\\\"\""},
      {"/v4/endpoint-1/", "404 404 page not found\n"},
      {"/", "404 404 page not found\n"},
  };
  for (const auto& row : rows) EXPECT_EQ(text(row.path), row.expected) << row.path;
}

TEST_F(ServiceTest, AContainerWithoutAnEndpointIsNotFoundByAnEmptyId) {
  source.task.containers[0].endpoint_id = "";
  EXPECT_EQ(ask("/v4/").status, 404);
}

TEST_F(ServiceTest, Version2IsForAwsvpcTasksOnly) {
  source.task.network_mode = "bridge";
  for (const std::string path :
       {"/v2/metadata", "/v2/metadataWithTags", "/v2/stats", "/v2/metadata/ea32192c8553"})
    EXPECT_EQ(ask(path).status, 400) << path;
  EXPECT_EQ(ask("/v4/endpoint-1/task").status, 200);
}

TEST_F(ServiceTest, PathsAreDecodedAndThenCleaned) {
  EXPECT_EQ(ask("/v4/endpoint%2D1").status, 200);
  const net::Response response = ask("//v2/credentials/../credentials/a%20b?x=1");
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(response.headers.text("Location"), "/v2/credentials/a%20b?x=1");
}

TEST_F(ServiceTest, CredentialsOfTheRole) {
  const std::string expected =
      R"(200 {"RoleArn":"arn:aws:iam::111122223333:role/r","AccessKeyId":"ASIA1","SecretAccessKey":"secret",)"
      R"("Token":"token","Expiration":"2020-10-02T00:15:07Z"})";
  EXPECT_EQ(text("/v2/credentials/credentials-1"), expected);
  EXPECT_EQ(text("/v1/credentials?id=credentials-1"), expected);
}

TEST_F(ServiceTest, CredentialsThatThereAreNot) {
  EXPECT_EQ(
      text("/v2/credentials/"),
      R"(400 {"code":"NoIdInRequest","message":"CredentialsV2Request: No Credential ID in the request","HTTPErrorCode":400})");
  EXPECT_EQ(
      text("/v1/credentials?id=other"),
      R"(400 {"code":"InvalidIdInRequest","message":"CredentialsV1Request: Credentials not found","HTTPErrorCode":400})");
  source.credentials_failure = CredentialsFailure::kUninitialized;
  EXPECT_EQ(
      text("/v2/credentials/credentials-1"),
      R"(503 {"code":"CredentialsUninitialized","message":"CredentialsV2Request: Credentials uninitialized for ID","HTTPErrorCode":503})");
  source.credentials_failure = CredentialsFailure::kInternal;
  EXPECT_EQ(text("/v2/credentials/credentials-1"),
            R"(500 {"code":"InternalServerError","message":"Internal server error","HTTPErrorCode":500})");
}

constexpr const char* kState = "/api/endpoint-1/task-protection/v1/state";
const std::string kArn{kTestTaskArn};

TEST_F(ServiceTest, ProtectionAsEcsAnswers) {
  EXPECT_EQ(
      text(kState),
      R"(200 {"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":")" + kArn + R"("}})");
  source.protection_result = ProtectionOutcome{ProtectedTask{kArn, true, test_time(837'000'000)}};
  EXPECT_EQ(
      text(kState, "PUT", R"({"protectionEnabled":true,"ExpiresInMinutes":60})"),
      R"(200 {"protection":{"ExpirationDate":"2020-10-02T00:15:07.837Z","ProtectionEnabled":true,"TaskArn":")" +
          kArn + R"("}})");
  EXPECT_EQ(source.asked, "1 60");
  ask(kState, "PUT", R"({"ProtectionEnabled":false,"ExpiresInMinutes":null})");
  EXPECT_EQ(source.asked, "0 default");
}

TEST_F(ServiceTest, ProtectionThatEcsDoesNotGive) {
  source.protection_result = ProtectionOutcome{ProtectionFailure{kArn, "DEPLOYMENT_BLOCKED", std::nullopt}};
  EXPECT_EQ(text(kState),
            R"(200 {"failure":{"Arn":")" + kArn + R"(","Detail":null,"Reason":"DEPLOYMENT_BLOCKED"}})");
  source.protection_result = ProtectionError{"AccessDeniedException", "not authorized", 400, "r-1"};
  EXPECT_EQ(text(kState), R"(400 {"requestID":"r-1","error":{"Arn":")" + kArn +
                              R"(","Code":"AccessDeniedException","Message":"not authorized"}})");
}

TEST_F(ServiceTest, ProtectionThatIsAskedForWrongly) {
  const std::string undecodable =
      R"(400 {"error":{"Code":"InvalidParameterException","Message":"UpdateTaskProtection: failed to decode request"}})";
  for (const std::string body : {"", "[]", "{", R"({"ProtectionEnabled":"true"})", R"({"Other":1})",
                                 R"({"ProtectionEnabled":true,"ExpiresInMinutes":1.5})"})
    EXPECT_EQ(text(kState, "PUT", body), undecodable) << body;
  EXPECT_EQ(
      text(kState, "PUT", "{}"),
      R"(400 {"error":{"Arn":")" + kArn +
          R"(","Code":"InvalidParameterException","Message":"Invalid request: does not contain 'ProtectionEnabled' field"}})");
  EXPECT_EQ(
      text("/api/x/task-protection/v1/state"),
      R"(404 {"error":{"Code":"ResourceNotFoundException","Message":"Failed to find a task for the request"}})");
  EXPECT_EQ(ask("/api/x/task-protection/v1/state", "PUT", R"({"ProtectionEnabled":true})").status, 404);
  EXPECT_EQ(ask(kState, "DELETE").status, 405);
  source.task.credentials_id = "";
  for (const std::string method : {"GET", "PUT"})
    EXPECT_EQ(
        text(kState, method, R"({"ProtectionEnabled":true})"),
        R"(403 {"error":{"Arn":")" + kArn +
            R"(","Code":"AccessDeniedException","Message":"Invalid Request: no task IAM role credentials available for task"}})");
  EXPECT_EQ(source.asked, "");
}

TEST_F(ServiceTest, FaultsAreRefused) {
  const std::string path = "/api/endpoint-1/fault/v1/network-latency/start";
  EXPECT_EQ(text(path, "POST"),
            R"(400 {"Error":"enableFaultInjection is not enabled for task: )" + kArn + R"("})");
  EXPECT_EQ(ask(path).status, 405);
  source.task.fault_injection_enabled = true;
  EXPECT_EQ(text(path, "POST"), R"(501 {"Error":"the sandbox injects no faults into networks"})");
}

TEST_F(ServiceTest, SixtyAtOnceAndFortyASecond) {
  for (int count = 0; count < 60; ++count) EXPECT_EQ(ask("/v4/endpoint-1").status, 200);
  EXPECT_EQ(text("/nowhere"), "429 You have reached maximum request limit.");
  clock.advance(std::chrono::seconds{1});
  for (int count = 0; count < 40; ++count) EXPECT_EQ(ask("/v4/endpoint-1").status, 200);
  EXPECT_EQ(ask("/v4/endpoint-1").status, 429);
  clock.advance(std::chrono::hours{-1});
  EXPECT_EQ(ask("/v4/endpoint-1").status, 429);
  clock.advance(std::chrono::milliseconds{25});
  EXPECT_EQ(ask("/v4/endpoint-1").status, 200);
  clock.advance(std::chrono::hours{24});
  for (int count = 0; count < 60; ++count) EXPECT_EQ(ask("/v4/endpoint-1").status, 200);
  EXPECT_EQ(ask("/v4/endpoint-1").status, 429);
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
