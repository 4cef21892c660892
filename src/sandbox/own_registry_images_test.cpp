/// Tasks' images from the sandbox's own registry, as ECR has them: pushed to it, and pulled with the login that IAM allows.
#include "sandbox/services/ecr/service.h"
#include "sandbox/services/iam/service.h"
#include "sandbox/services/sts/service.h"
#include "sandbox/task_engine/images/test_task_images.h"

namespace eni::sandbox::task_engine {
namespace {

using images::TestRegistry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const Service* const kServices[] = {&ecr_service::kService, &iam_service::kService, &sts_service::kService};
constexpr const char* kEcrHost = "000000000000.dkr.ecr.eu-central-1.amazonaws.com";

class OwnRegistryImages : public TaskImagesTest {
 protected:
  OwnRegistryImages() : TaskImagesTest{kServices} {}

  /// The image's registry by its name on AWS, "web:1" in it.
  void push_to_ecr() {
    gateway_.call("ecr", "CreateRepository", {{"repositoryName", "web"}});
    const json::value token = gateway_.call("ecr", "GetAuthorizationToken", {});
    login_ = "Basic " + text_at(array_at(token, "authorizationData")[0], "authorizationToken");
    const std::string config = images::config_of({kTestLayer});
    for (const std::string& blob : {kTestLayer.blob, config}) push_blob(blob);
    json::array layers{
        TestRegistry::descriptor("application/vnd.oci.image.layer.v1.tar+gzip", kTestLayer.blob)};
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
    return make_role(
        "execution", "ecs-tasks.amazonaws.com",
        R"({"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchGetImage",)"
        R"("ecr:GetDownloadUrlForLayer","ecr:BatchCheckTestLayerAvailability"],"Resource":"*"})");
  }

  std::string login_;
};

TEST_F(OwnRegistryImages, EcrsNamesAreTheSandboxsOwnRegistry) {
  push_to_ecr();
  task_.execution_role_arn = role_that_pulls();
  const std::string port = gateway_.host().substr(gateway_.host().find(':'));
  for (const std::string& host : {std::string(kEcrHost), gateway_.host(), "localhost" + port,
                                  "000000000000.dkr.ecr.eu-central-1.localhost" + port})
    EXPECT_EQ(got(host + "/web:1"), files()) << host;
  EXPECT_THAT(agents_.asked, ElementsAre());
  EXPECT_EQ(unpacker_.unpacked, 1);
}

TEST_F(OwnRegistryImages, WithoutAnExecutionRoleTheHostLogsIn) {
  push_to_ecr();
  EXPECT_EQ(got(kEcrHost + std::string("/web:1")),
            "CannotPullECRContainerError: operation error ECR: GetAuthorizationToken, get identity: get "
            "credentials: failed to refresh cached credentials, no EC2 IMDS role found");
  agents_.principal = Principal::root(gateway_.account);
  EXPECT_EQ(got(kEcrHost + std::string("/web:1")), files());
  EXPECT_THAT(agents_.asked, ElementsAre("i-1", "i-1"));
}

TEST_F(OwnRegistryImages, RefusalsAreInEcssWords) {
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
}

TEST_F(OwnRegistryImages, ALoginThatFailsIsNoMatterForAnImageThatIsThere) {
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

}  // namespace
}  // namespace eni::sandbox::task_engine
