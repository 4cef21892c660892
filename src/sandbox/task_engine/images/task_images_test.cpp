/// Where tasks' images come from: the sandbox's own registry as ECR, other registries, the store.
#include "sandbox/task_engine/images/task_images.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/virtual_scheduler.h"
#include "sandbox/images/store/test_image_store.h"
#include "sandbox/services/ecr/service.h"
#include "sandbox/services/iam/service.h"
#include "sandbox/services/sts/service.h"
#include "sandbox/task_engine/images/own_registry.h"
#include "sandbox/task_engine/images/test_gateway.h"
#include "sandbox/task_engine/images/time_limit.h"

namespace eni::sandbox::task_engine {
namespace {

using images::ImageStore;
using images::TestRegistry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using world::layers::Tar;

const Service* const kServices[] = {&ecr_service::kService, &iam_service::kService, &sts_service::kService};
constexpr const char* kEcrHost = "000000000000.dkr.ecr.eu-central-1.amazonaws.com";
const images::TestLayer kLayer{Tar{}.file("bin/sh", "#!")};

struct FakeAgents final : HostAgents {
  Task<Result<Principal>> credentials(std::string instance_id) override {
    asked.push_back(instance_id);
    if (!principal) co_return Error{"no EC2 IMDS role found", ""};
    co_return *principal;
  }
  std::string setting(const std::string&, std::string_view name) const override {
    return name == "ECS_IMAGE_PULL_BEHAVIOR" ? behavior : "";
  }
  std::optional<Principal> principal;
  std::string behavior;
  std::vector<std::string> asked;
};

class TaskImagesTest : public testing::Test {
 protected:
  TaskImagesTest() {
    auto opened = ImageStore::open(
        gateway_.loop, {gateway_.folder.file("images"), gateway_.folder.file("layers")}, unpacker_);
    store_ = *std::move(opened);
    options_.platform = {"linux", "amd64"};
    options_.docker_config = gateway_.folder.file("config.json");
    task_.id = std::string(32, 'a');
    task_.account = gateway_.account;
    task_.region = gateway_.region;
    task_.instance_id = "i-1";
  }

  /// The image's registry by its name on AWS, "web:1" in it.
  void push_to_ecr() {
    gateway_.call("ecr", "CreateRepository", {{"repositoryName", "web"}});
    const json::value token = gateway_.call("ecr", "GetAuthorizationToken", {});
    login_ = "Basic " + text_at(array_at(token, "authorizationData")[0], "authorizationToken");
    const std::string config = images::config_of({kLayer});
    for (const std::string& blob : {kLayer.blob, config}) push_blob(blob);
    json::array layers{TestRegistry::descriptor("application/vnd.oci.image.layer.v1.tar+gzip", kLayer.blob)};
    const json::object manifest{{"schemaVersion", 2},
                                {"config", TestRegistry::descriptor(oci::kOciConfig, config)},
                                {"layers", std::move(layers)}};
    to_registry("PUT", "/v2/web/manifests/1", json::serialize(manifest), oci::kOciManifest);
  }
  void push_blob(const std::string& bytes) {
    const auto begun = to_registry("POST", "/v2/web/blobs/uploads/", "", "");
    to_registry("PUT",
                std::string(begun.headers.text("Location")) + "?digest=" + oci::Digest::of(bytes).text(),
                bytes, "");
  }
  net::Response to_registry(std::string method, std::string target, std::string body, std::string_view type) {
    net::Headers headers{{"Authorization", login_}};
    if (!type.empty()) headers.add("Content-Type", type);
    auto answer = gateway_.send(std::move(method), std::move(target), std::move(body), std::move(headers));
    EXPECT_LT(answer.status, 300) << answer.body;
    return answer;
  }

  /// @param statements  of its policy; "" if it has none
  std::string make_role(const std::string& name, const std::string& trusted, const std::string& statements) {
    const std::string trust =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":")" + trusted +
        R"("},"Action":"sts:AssumeRole"}})";
    gateway_.call("iam", "CreateRole", {{"RoleName", name}, {"AssumeRolePolicyDocument", trust}});
    if (!statements.empty())
      gateway_.call("iam", "PutRolePolicy",
                    {{"RoleName", name},
                     {"PolicyName", "p"},
                     {"PolicyDocument", R"({"Version":"2012-10-17","Statement":[)" + statements + "]}"}});
    return "arn:aws:iam::000000000000:role/" + name;
  }
  std::string role_that_pulls() {
    return make_role("execution", "ecs-tasks.amazonaws.com",
                     R"({"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchGetImage",)"
                     R"("ecr:GetDownloadUrlForLayer","ecr:BatchCheckLayerAvailability"],"Resource":"*"})");
  }

  images::PullResult<images::Image> pull(const json::object& container) {
    TaskImages task_images{gateway_.env, gateway_.loop, *gateway_.http, *store_, agents_, options_};
    return images::run_on(gateway_.loop, task_images.image_of(task_, container));
  }
  /// The image's files, or the container's reason.
  std::string got(const json::object& container) {
    const auto image = pull(container);
    if (image.has_error()) return pull_reason(image.error(), container);
    return testing::PrintToString(world::layers::Listing::of(image->layers.at(0)));
  }
  std::string got(const std::string& image) { return got(json::object{{"image", image}}); }

  static std::string files() {
    return testing::PrintToString(std::vector<std::string>{"bin/ 755", "bin/sh 644 #!"});
  }

  TestGateway gateway_{kServices};
  images::TestUnpacker unpacker_;
  std::unique_ptr<ImageStore> store_;
  FakeAgents agents_;
  TaskImagesOptions options_;
  TaskToRun task_;
  std::string login_;
};

TEST_F(TaskImagesTest, EcrsNamesAreTheSandboxsOwnRegistry) {
  push_to_ecr();
  task_.execution_role_arn = role_that_pulls();
  const std::string port = gateway_.host().substr(gateway_.host().find(':'));
  for (const std::string& host : {std::string(kEcrHost), gateway_.host(), "localhost" + port,
                                  "000000000000.dkr.ecr.eu-central-1.localhost" + port})
    EXPECT_EQ(got(host + "/web:1"), files()) << host;
  EXPECT_THAT(agents_.asked, ElementsAre());
  EXPECT_EQ(unpacker_.unpacked, 1);
}

TEST_F(TaskImagesTest, WithoutAnExecutionRoleTheHostLogsIn) {
  push_to_ecr();
  EXPECT_EQ(got(kEcrHost + std::string("/web:1")),
            "CannotPullECRContainerError: operation error ECR: GetAuthorizationToken, get identity: get "
            "credentials: failed to refresh cached credentials, no EC2 IMDS role found");
  agents_.principal = Principal::root(gateway_.account);
  EXPECT_EQ(got(kEcrHost + std::string("/web:1")), files());
  EXPECT_THAT(agents_.asked, ElementsAre("i-1", "i-1"));
}

TEST_F(TaskImagesTest, RefusalsAreInEcssWords) {
  push_to_ecr();
  const std::string image = kEcrHost + std::string("/web:1");
  task_.execution_role_arn = make_role("powerless", "ecs-tasks.amazonaws.com", "");
  EXPECT_THAT(
      got(image),
      StartsWith(
          "CannotPullECRContainerError: The task can\u2019t pull the image. Check that the role has the "
          "permissions to pull images from the registry. AccessDeniedException: User: "
          "arn:aws:sts::000000000000:assumed-role/powerless/" +
          task_.id + " is not authorized to perform: ecr:GetAuthorizationToken on resource: *"));
  task_.execution_role_arn = make_role("others", "ec2.amazonaws.com", "");
  EXPECT_THAT(got(image), StartsWith("CannotPullECRContainerError: ECS was unable to assume the role '" +
                                     task_.execution_role_arn + "' that was provided for this task."));
  task_.execution_role_arn =
      make_role("token", "ecs-tasks.amazonaws.com",
                R"({"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"})");
  EXPECT_THAT(got(image), HasSubstr("is not authorized to perform: ecr:BatchGetImage"));
  task_.execution_role_arn = role_that_pulls();
  EXPECT_EQ(
      got(kEcrHost + std::string("/web:2")),
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref " +
          std::string(kEcrHost) + "/web:2: " + kEcrHost + "/web:2: not found");
  EXPECT_THAT(got("Web"), StartsWith("CannotPullContainerError: 'Web' is not an image's name"));
}

TEST_F(TaskImagesTest, ALoginThatFailsIsNoMatterForAnImageThatIsThere) {
  push_to_ecr();
  const std::string image = kEcrHost + std::string("/web:1");
  agents_.principal = Principal::root(gateway_.account);
  EXPECT_EQ(got(image), files());
  agents_.principal.reset();
  EXPECT_EQ(got(image), files());
  agents_.behavior = "once";
  EXPECT_EQ(got(image), files());
  EXPECT_THAT(agents_.asked, ElementsAre("i-1", "i-1"));
  agents_.behavior = "always";
  EXPECT_THAT(got(image), StartsWith("CannotPullECRContainerError: "));
}

TEST_F(TaskImagesTest, SecretsAreRefusedByName) {
  const json::object container{
      {"image", "ghcr.io/me/web:1"},
      {"repositoryCredentials",
       {{"credentialsParameter", "arn:aws:secretsmanager:eu-central-1:000000000000:secret:login-AbCdEf"}}}};
  EXPECT_EQ(got(container),
            "CannotPullContainerAuthError: repositoryCredentials name the secret "
            "arn:aws:secretsmanager:eu-central-1:000000000000:secret:login-AbCdEf, and Secrets Manager is "
            "not in this sandbox: leave them out, and log in with 'docker login ghcr.io'");
}

class OtherRegistryTest : public TaskImagesTest {
 protected:
  OtherRegistryTest() {
    registry_.add_image("1", images::config_of({kLayer}), {kLayer.blob});
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
  TaskGroup tasks;
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
