#include "sandbox/store/lambda_repository.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

class LambdaRepositoryTest : public testing::Test {
 protected:
  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  LambdaRepository& lambda_ = store_->get<LambdaRepository>();

  static LambdaFunction function(std::string name) {
    LambdaFunction function;
    function.key = {"000000000000", "eu-central-1", std::move(name)};
    function.configuration = {{"FunctionName", function.key.name}, {"Timeout", 3}};
    return function;
  }
};

TEST_F(LambdaRepositoryTest, AFunctionComesBackAsItWasWritten) {
  LambdaFunction written = function("f");
  written.tags = {{"a", "b"}};
  written.event_invoke_config = json::object{{"MaximumRetryAttempts", 0}};
  written.reserved_concurrency = 3;
  const std::string code("PK\0\xff", 4);
  lambda_.create(written, {code, "digest", 9});
  const auto read = lambda_.find(written.key);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->key, written.key);
  EXPECT_EQ(read->configuration, written.configuration);
  EXPECT_EQ(read->tags, written.tags);
  EXPECT_EQ(read->event_invoke_config, written.event_invoke_config);
  EXPECT_EQ(read->reserved_concurrency, 3);
  EXPECT_EQ(lambda_.code(written.key), code);
  EXPECT_EQ(lambda_.usage("000000000000", "eu-central-1").code_bytes, 4);
  EXPECT_EQ(lambda_.unzipped_bytes("digest"), 9);
  EXPECT_EQ(read->integer("Timeout"), 3);
}

TEST_F(LambdaRepositoryTest, FunctionsAreListedByNameAfterAMarker) {
  for (const char* name : {"c", "a", "b"}) lambda_.create(function(name), {"", "digest"});
  const auto functions = lambda_.list("000000000000", "eu-central-1", "a", 1);
  ASSERT_EQ(functions.size(), 1U);
  EXPECT_EQ(functions[0].key.name, "b");
  EXPECT_TRUE(lambda_.list("111111111111", "eu-central-1", "", 10).empty());
}

TEST_F(LambdaRepositoryTest, UpdateAndRemoveTellWhetherItWasThere) {
  EXPECT_FALSE(lambda_.update(function("f")));
  EXPECT_FALSE(lambda_.remove(function("f").key));
  lambda_.create(function("f"), {"", "digest"});
  EXPECT_TRUE(lambda_.update(function("f")));
  EXPECT_TRUE(lambda_.remove(function("f").key));
  EXPECT_FALSE(lambda_.find(function("f").key));
}

TEST_F(LambdaRepositoryTest, CodeIsKeptOnceAndGoesWithItsLastFunction) {
  LambdaFunction other = function("f");
  other.key.account = "111111111111";
  lambda_.create(function("f"), {"PK", "digest", 9});
  lambda_.create(other, {"PK", "digest", 9});
  lambda_.create_version(function("f:1"), function("f").key);
  EXPECT_EQ(lambda_.code(other.key), "PK");
  EXPECT_EQ(lambda_.code(function("f:1").key), "PK");
  EXPECT_EQ(lambda_.usage("000000000000", "eu-central-1").code_bytes, 4);
  lambda_.set_code(other.key, {"PK2", "another", 10});
  EXPECT_EQ(lambda_.unzipped_bytes("digest"), 9);
  lambda_.remove(function("f").key);
  EXPECT_FALSE(lambda_.unzipped_bytes("digest"));
  EXPECT_EQ(lambda_.code(other.key), "PK2");
}

TEST_F(LambdaRepositoryTest, EventsStayUntilTheyAreRemoved) {
  LambdaEvent event{"id", {"0", "r", "f"}, "{}", "", 1, 0, 1};
  lambda_.add_event(event);
  event.attempts = 1;
  event.next_attempt = 60'001;
  lambda_.update_event(event);
  const auto events = lambda_.all_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].attempts, 1);
  EXPECT_EQ(events[0].next_attempt, 60'001);
  EXPECT_EQ(events[0].payload, "{}");
  lambda_.remove_event("id");
  EXPECT_TRUE(lambda_.all_events().empty());
}

}  // namespace
}  // namespace eni::sandbox
