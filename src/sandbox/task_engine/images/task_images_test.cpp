/// Where tasks' images come from, but for the sandbox's own registry (sandbox/own_registry_images_test.cpp).
#include "sandbox/task_engine/images/task_images.h"

#include <fstream>

#include "base/test_tasks.h"
#include "base/virtual_scheduler.h"
#include "sandbox/task_engine/images/own_registry.h"
#include "sandbox/task_engine/images/test_task_images.h"
#include "sandbox/task_engine/images/time_limit.h"

namespace eni::sandbox::task_engine {
namespace {

using images::ImageStore;
using images::TestRegistry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(TaskImagesTest, WhatIsNoNameIsSaid) {
  EXPECT_THAT(got("Web"), StartsWith("CannotPullContainerError: 'Web' is not an image's name"));
}

class OtherRegistryTest : public TaskImagesTest {
 protected:
  OtherRegistryTest() {
    registry_.add_image("1", images::config_of({kTestLayer}), {kTestLayer.blob});
    registry_.intercept = [this](const net::Request& request, net::Responder& responder) {
      if (!wants_login_ || request.headers.text("Authorization") == "Basic " + base64_encode("me:secret"))
        return false;
      responder.send({401, {{"WWW-Authenticate", "Basic realm=\"r\""}}, ""});
      return true;
    };
  }
  std::string image() const { return registry_.host() + "/web:1"; }
  void configure(const json::object& config) const {
    std::ofstream{options_.docker_config} << json::serialize(config);
  }

  TestRegistry registry_{gateway_.loop};
  bool wants_login_ = true;
};

TEST_F(OtherRegistryTest, IsAskedWithTheUsersLogin) {
  configure({{"auths", {{registry_.host(), {{"auth", base64_encode("me:secret")}}}}}});
  EXPECT_EQ(got(image()), files());
}

TEST_F(OtherRegistryTest, IsAskedWithTheLoginOfTheContainersDefinitionWhateverTheUserHas) {
  configure({{"auths", {{registry_.host(), {{"auth", base64_encode("me:wrong")}}}}}});
  login_ = {"me", "secret"};
  EXPECT_EQ(got(image()), files());
}

TEST_F(OtherRegistryTest, ALoginOfTheContainersDefinitionThatIsWrongIsNotMadeUpForByTheUsers) {
  configure({{"auths", {{registry_.host(), {{"auth", base64_encode("me:secret")}}}}}});
  login_ = {"me", "wrong"};
  EXPECT_THAT(got(image()), HasSubstr("/v2/\": unauthorized: "));
}

TEST_F(OtherRegistryTest, IsAskedWithoutOneWhereThereIsNone) {
  EXPECT_THAT(got(image()), HasSubstr("denied: no basic auth credentials"));
  wants_login_ = false;
  EXPECT_EQ(got(image()), files());
}

TEST_F(OtherRegistryTest, ALoginThatCannotBeReadIsTheReasonWhereOneIsWanted) {
  configure({{"auths", {{registry_.host(), json::object{}}}}, {"credsStore", "desktop"}});
  EXPECT_THAT(got(image()), HasSubstr("denied: no basic auth credentials (the login for " + registry_.host() +
                                      " is in the credential store 'desktop'"));
  wants_login_ = false;
  EXPECT_EQ(got(image()), files());
}

TEST_F(OtherRegistryTest, WhatWasLoadedUnderItsNameIsTakenWithoutAsking) {
  wants_login_ = false;
  const oci::Reference name = *oci::Reference::parse(image());
  images::RegistryClient source{gateway_.loop, gateway_.random, *gateway_.http, {}, name, {}};
  ASSERT_TRUE(images::run_on(gateway_.loop,
                             store_->add(source, name, options_.platform, ImageStore::Origin::kLoaded)));
  registry_.requests.clear();
  EXPECT_EQ(got(image()), files());
  EXPECT_THAT(registry_.requests, ElementsAre());
}

TEST_F(OtherRegistryTest, OfAPullThatCannotGoBetterNothingStays) {
  wants_login_ = false;
  const images::TestLayer other{world::layers::Tar{}.file("other", "")};
  registry_.add_image("1", images::config_of({kTestLayer, other}), {kTestLayer.blob, kTestLayer.blob});
  EXPECT_THAT(got(image()), StartsWith("CannotPullContainerError: failed to register layer: "));
  EXPECT_EQ(store_->bytes(), 0U);
}

TEST(OwnRegistry, IsToldByItsHost) {
  const oci::EcrRegistry otherwise{aws::AccountId{"111111111111"}, aws::Region{"us-east-1"}};
  const auto whose = [&](const char* host) -> std::string {
    const auto registry = own_registry(host, "http://127.0.0.1:4566", otherwise);
    return registry ? registry->account.value + " " + registry->region.value : "others'";
  };
  const struct {
    const char* host;
    const char* whose;
  } rows[] = {
      {"222222222222.dkr.ecr.eu-west-1.amazonaws.com", "222222222222 eu-west-1"},
      {"222222222222.dkr.ecr.eu-west-1.localhost:4566", "222222222222 eu-west-1"},
      {"222222222222.dkr.ecr.eu-west-1.localhost:5000", "others'"},
      {"222222222222.dkr.ecr.eu-west-1.example.com:4566", "others'"},
      {"127.0.0.1:4566", "111111111111 us-east-1"},
      {"localhost:4566", "111111111111 us-east-1"},
      {"[::1]:4566", "111111111111 us-east-1"},
      {"127.0.0.1:5000", "others'"},
      {"localhost", "others'"},
      {"public.ecr.aws", "others'"},
      {"docker.io", "others'"},
  };
  for (const auto& row : rows) EXPECT_EQ(whose(row.host), row.whose) << row.host;
}

TEST(OwnRegistry, IsReachedByTheLoopbackWhereItListensEverywhere) {
  EXPECT_EQ(own_url("http://0.0.0.0:4566"), "http://127.0.0.1:4566");
  EXPECT_EQ(own_url("http://[::]:4566"), "http://[::1]:4566");
  EXPECT_EQ(own_url("http://192.0.2.1:80"), "http://192.0.2.1");
}

Task<images::PullResult<int>> wait_for(Scheduler& scheduler, Duration time) {
  co_await sleep_for(scheduler, time);
  co_return 1;
}

std::string waited(Duration limit, Duration time) {
  VirtualScheduler scheduler;
  std::string out;
  const auto run = [](Scheduler& on, Duration within_time, Duration work_time,
                      std::string& text) -> Task<void> {
    auto waiting = within(on, within_time, "pulled", wait_for(on, work_time));
    const auto result = co_await std::move(waiting);
    text = result ? "done" : ecs_reason(result.error(), *oci::Reference::parse("web"));
  };
  TestTasks tasks;
  tasks.spawn(run(scheduler, limit, time, out));
  scheduler.run();
  return out;
}

TEST(TimeLimit, EndsWhatTakesLonger) {
  using namespace std::chrono_literals;
  EXPECT_EQ(waited(1min, 59s), "done");
  EXPECT_EQ(waited(1min, 61s),
            "DockerTimeoutError: Could not transition to pulled; timed out after waiting 1m0s");
  EXPECT_EQ(waited(2h, 3h),
            "DockerTimeoutError: Could not transition to pulled; timed out after waiting 2h0m0s");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
