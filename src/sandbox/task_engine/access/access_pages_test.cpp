/// Where the control socket is, by HTTP.
#include "sandbox/task_engine/access/access_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/task_engine/access/test_task_access.h"

namespace eni::sandbox::task_engine {
namespace {

class AccessPagesTest : public testing::Test {
 protected:
  AccessPagesTest() { sandbox_.settings.work_directory = folder_.path().string(); }

  std::string get(const std::string& path, net::Headers headers = {{"Host", "127.0.0.1:4566"}}) {
    const net::Response answer = sandbox_.send({"GET", path, std::move(headers), ""});
    const auto document = parse_json(answer.body);
    return std::to_string(answer.status) + " " + (document ? json::serialize(*document) : answer.body);
  }

  TestFolder folder_;
  net::EventLoop loop_;
  TestTaskAccess access_{loop_};
  TestSandbox sandbox_{std::span<const Service* const>{}};
  AccessPages pages_{sandbox_.env, loop_};
};

const std::string kNothing =
    R"(409 {"error":"this sandbox runs no containers, so there is nothing to reach",)"
    R"("hint":"start it with: eni-trunking sandbox --run auto"})";

TEST_F(AccessPagesTest, TellWhereTheSocketIs) {
  EXPECT_EQ(get("/_sandbox/control"), kNothing);
  ASSERT_TRUE(pages_.serve(access_).has_value());
  EXPECT_EQ(get("/_sandbox/control"), R"(200 {"socket":")" + folder_.file("control") + "\"}");
  EXPECT_TRUE(net::connect_to(folder_.file("control")).has_value());
  ASSERT_TRUE(pages_.serve(access_).has_value());
  EXPECT_TRUE(net::connect_to(folder_.file("control")).has_value());
  pages_.withdraw();
  EXPECT_EQ(get("/_sandbox/control"), kNothing);
  EXPECT_FALSE(net::connect_to(folder_.file("control")).has_value());
}

TEST_F(AccessPagesTest, AreForNobodyElse) {
  EXPECT_EQ(get("/_sandbox/control/x"), R"(404 {"error":"no such page"})");
  EXPECT_THAT(get("/_sandbox/control", {{"Host", "rebound.example"}}), testing::StartsWith("403 "));
}

TEST_F(AccessPagesTest, SayWhyThereIsNoSocket) {
  sandbox_.settings.work_directory = folder_.file("none");
  EXPECT_EQ(pages_.serve(access_).error().message,
            "cannot listen at " + folder_.file("none/control") + ": No such file or directory");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
