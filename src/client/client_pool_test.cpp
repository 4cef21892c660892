#include "client/client_pool.h"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>

#include "client/environment_for_test.h"

namespace eni::client {
namespace {

class ClientPoolTest : public testing::Test {
 protected:
  ClientPool pool(std::size_t size) {
    return {Session::open({}, environment_, waiter_, random_).value(), size};
  }
  const LiteralEnvironment environment_{
      {{"AWS_REGION", "eu-central-1"}, {"AWS_ACCESS_KEY_ID", "AKID"}, {"AWS_SECRET_ACCESS_KEY", "secret"}}};
  VirtualWaiter waiter_;
  SeededRandom random_;
};

TEST_F(ClientPoolTest, RunsEachJobOnce) {
  std::vector<std::atomic<int>> runs(100);
  std::vector<ClientPool::Job> jobs;
  for (auto& count : runs) jobs.push_back([&count](AwsClient&) { ++count; });
  pool(4).run(jobs);
  for (const auto& count : runs) EXPECT_EQ(count, 1);
  pool(4).run({});
}

TEST_F(ClientPoolTest, ThrowsWhatAJobThrowsAfterTheOthersHaveRun) {
  std::atomic<int> runs{0};
  const std::vector<ClientPool::Job> jobs{[](AwsClient&) { throw std::runtime_error("no memory"); },
                                          [&](AwsClient&) { ++runs; }, [&](AwsClient&) { ++runs; }};
  EXPECT_THROW(pool(2).run(jobs), std::runtime_error);
  EXPECT_EQ(runs, 2);
}

}  // namespace
}  // namespace eni::client
