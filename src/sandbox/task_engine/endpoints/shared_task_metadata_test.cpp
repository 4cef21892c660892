#include "sandbox/task_engine/endpoints/shared_task_metadata.h"

#include <gtest/gtest.h>

#include "sandbox/task_engine/endpoints/test_task.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

class KeptResponse final : public net::Responder {
 public:
  void send(net::Response response) override { kept = std::move(response); }
  void drop() override {}

  net::Response kept{0, {}, ""};
};

/// A task with a container and a role, whose ids end with its name.
struct NamedTask {
  NamedTask(const Clock& clock, const std::string& name)
      : requests{clock, source, [](const std::exception_ptr&) {}} {
    source.task.network_mode = "host";
    source.task.family = name;
    source.task.containers[0].endpoint_id = "endpoint-" + name;
    source.task.credentials_id = "credentials-" + name;
  }

  TestTaskSource source;
  TaskMetadataRequests requests;
};

struct SharedTest : testing::Test {
  SharedTest() {
    shared.add({"endpoint-a", "credentials-a"}, first.requests);
    shared.add({"endpoint-b", "credentials-b"}, second.requests);
  }
  net::Response ask(std::string target) {
    const auto kept = std::make_shared<KeptResponse>();
    shared.answer({"GET", std::move(target), {}, ""}, kept);
    return kept->kept;
  }

  ManualClock clock;
  NamedTask first{clock, "a"};
  NamedTask second{clock, "b"};
  SharedTaskMetadata shared{clock, [](const std::exception_ptr&) {}};
};

TEST_F(SharedTest, AnIdLeadsToItsTask) {
  const std::string role = "arn:aws:iam::111122223333:role/r";
  EXPECT_EQ(ask("/v4/endpoint-a/task").body, metadata_text(v4_task(first.source.task)));
  EXPECT_EQ(ask("/v4/endpoint-b/task").body, metadata_text(v4_task(second.source.task)));
  EXPECT_EQ(ask("/v3/endpoint%2Db").body, metadata_text(v3_container(second.source.task.containers[0])));
  EXPECT_NE(ask("/v2/credentials/credentials-a").body.find(role), std::string::npos);
  EXPECT_NE(ask("/v1/credentials?id=credentials-b").body.find(role), std::string::npos);
  EXPECT_EQ(ask("/api/endpoint-b/task-protection/v1/state").status, 200);
}

TEST_F(SharedTest, NoOtherIdDoes) {
  const struct {
    std::string target;
    int status;
  } rows[] = {
      {"/v4/endpoint-c/task", 404},
      {"/v4/credentials-a/task", 404},
      {"/v2/credentials/endpoint-a", 400},
      {"/v2/credentials/", 400},
      {"/v2/credentials", 404},
      {"/v1/credentials", 400},
      {"/v2/metadata", 400},               // By the address of who asks, which all share.
      {"/v2/metadata/ea32192c8553", 400},  // Docker tells its ids.
      {"/v2/stats", 400},
      {"/api/endpoint-c/task-protection/v1/state", 404},
      {"/v4/", 404},
      {"/", 404},
      {"/v4/endpoint-c/../endpoint-a", 301},
  };
  for (const auto& row : rows) EXPECT_EQ(ask(row.target).status, row.status) << row.target;
}

TEST_F(SharedTest, ATaskThatHasGoneIsUnknown) {
  shared.remove(first.requests);
  EXPECT_EQ(ask("/v4/endpoint-a").status, 404);
  EXPECT_EQ(ask("/v2/credentials/credentials-a").status, 400);
  EXPECT_EQ(ask("/v4/endpoint-b").status, 200);
}

TEST_F(SharedTest, WhoAsksForTooMuchKeepsNobodyElseFromAsking) {
  for (double count = 0; count <= kMetadataRequestBurst; ++count) {
    ask("/v4/endpoint-a");
    ask("/v4/guessed");
  }
  EXPECT_EQ(ask("/v4/endpoint-a").status, 429);
  EXPECT_EQ(ask("/v4/guessed").status, 429);
  EXPECT_EQ(ask("/v4/endpoint-b").status, 200);
}

TEST_F(SharedTest, ATaskWithoutARoleHasNoCredentialsForAnEmptyId) {
  NamedTask third{clock, "c"};
  third.source.task.credentials_id = "";
  shared.add({"endpoint-c", ""}, third.requests);
  EXPECT_EQ(ask("/v2/credentials/").status, 400);
  EXPECT_EQ(ask("/v4/endpoint-c").status, 200);
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
