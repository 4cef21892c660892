/// Which resources and condition keys IAM is asked about.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Container Service".
#include <gtest/gtest.h>

#include "sandbox/gateway/test_access.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/store/ecs_tag_repository.h"
#include "sandbox/store/ecs_task_definition_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr const char* kPrefix = "arn:aws:ecs:eu-central-1:000000000000:";

struct AccessRow {
  const char* operation;
  const char* params;
  std::vector<std::string> expected;  ///< lines_of()
};

/// Resources named …/blue and …/red, or blue:1 and red:1, have a tag `t` with that value.
const std::string kOfBlue = " aws:ResourceTag/t=blue ecs:ResourceTag/t=blue";
const std::string kOfRed = " aws:ResourceTag/t=red ecs:ResourceTag/t=red";
const std::string kInWeb = "*: ecs:cluster=arn:aws:ecs:eu-central-1:000000000000:cluster/web";
const std::string kBlueProvider =
    " ecs:capacity-provider=arn:aws:ecs:eu-central-1:000000000000:capacity-provider/blue";

// clang-format off
const AccessRow kAccessRows[] = {
    {"DescribeClusters", R"({})", {"cluster/default"}},
    {"DescribeClusters", R"({"clusters": ["blue"]})", {"cluster/blue" + kOfBlue}},
    {"DescribeClusters", R"({"clusters": ["blue", "red"]})", {"cluster/blue" + kOfBlue, "cluster/red" + kOfRed}},
    {"DeleteCluster", R"({"cluster": "red"})", {"cluster/red" + kOfRed}},
    {"PutClusterCapacityProviders", R"({"cluster": "red", "capacityProviders": ["blue"]})", {"cluster/red" + kOfRed, "*:" + kBlueProvider}},
    {"CreateCluster", R"({"clusterName": "c", "tags": [{"key": "k", "value": "v"}]})", {"cluster/c", "*: aws:RequestTag/k=v aws:TagKeys=k"}},
    {"DescribeCapacityProviders", R"({})", {"*"}},
    {"DescribeCapacityProviders", R"({"capacityProviders": ["blue", "red"]})", {"capacity-provider/blue" + kOfBlue, "capacity-provider/red" + kOfRed}},
    {"UpdateCapacityProvider", R"({"name": "blue"})", {"capacity-provider/blue" + kOfBlue}},
    {"CreateCapacityProvider", R"({"name": "new", "tags": [{"key": "k", "value": "v"}]})", {"capacity-provider/new", "*: aws:RequestTag/k=v aws:TagKeys=k"}},
    {"PutAttributes", R"({"cluster": "web", "attributes": [{"name": "a", "targetId": "blue"}, {"name": "a", "targetId": "red"}]})", {"container-instance/web/blue" + kOfBlue, "container-instance/web/red" + kOfRed, kInWeb}},
    {"DeleteAttributes", R"({"cluster": "web", "attributes": [{"name": "a", "targetId": "red"}]})", {"container-instance/web/red" + kOfRed, kInWeb}},
    {"ListAttributes", R"({"cluster": "blue", "targetType": "container-instance"})", {"cluster/blue" + kOfBlue}},
    {"DescribeContainerInstances", R"({"cluster": "web", "containerInstances": ["red", "blue"]})", {"container-instance/web/red" + kOfRed, "container-instance/web/blue" + kOfBlue, kInWeb}},
    {"ListTasks", R"({"cluster": "web"})", {"container-instance/web/*", kInWeb}},
    {"ListTasks", R"({"cluster": "web", "containerInstance": "blue"})", {"container-instance/web/blue" + kOfBlue, kInWeb}},
    {"DescribeTasks", R"({"cluster": "web", "tasks": ["red", "blue"]})", {"task/web/red" + kOfRed, "task/web/blue" + kOfBlue, kInWeb}},
    {"ExecuteCommand", R"({"cluster": "blue", "task": "x", "container": "c"})", {"task/blue/x", "cluster/blue" + kOfBlue,
      "*: ecs:cluster=arn:aws:ecs:eu-central-1:000000000000:cluster/blue ecs:container-name=c ecs:task=arn:aws:ecs:eu-central-1:000000000000:task/blue/x"}},
    {"DescribeServices", R"({"cluster": "web", "services": ["blue", "red"]})", {"service/web/blue" + kOfBlue, "service/web/red" + kOfRed, kInWeb}},
    {"DescribeServiceDeployments", R"({"serviceDeploymentArns": ["arn:aws:ecs:eu-central-1:000000000000:service-deployment/web/blue/id"]})",
     {"service/web/blue" + kOfBlue + " ecs:cluster=arn:aws:ecs:eu-central-1:000000000000:cluster/web ecs:service=arn:aws:ecs:eu-central-1:000000000000:service/web/blue"}},
    {"DeleteTaskDefinitions", R"({"taskDefinitions": ["blue:1", "red:1"]})", {"task-definition/blue:1" + kOfBlue, "task-definition/red:1" + kOfRed}},
    {"DescribeTaskDefinition", R"({"taskDefinition": "blue:1"})", {"*"}},
    {"DeregisterTaskDefinition", R"({"taskDefinition": "blue:1"})", {"*"}},
    {"RunTask", R"({"cluster": "web", "taskDefinition": "blue"})", {"task-definition/blue:1" + kOfBlue,
      kInWeb + " ecs:enable-execute-command=false ecs:enable-ebs-volumes=false ecs:task-cpu=256 ecs:task-memory=512"}},
    {"RunTask", R"({"cluster": "web", "taskDefinition": "blue", "overrides": {"cpu": "1 vCPU"}})", {"task-definition/blue:1" + kOfBlue,
      kInWeb + " ecs:enable-execute-command=false ecs:enable-ebs-volumes=false ecs:task-cpu=1024 ecs:task-memory=512"}},
    {"StartTask", R"({"cluster": "web", "taskDefinition": "red:1", "containerInstances": ["i"]})", {"task-definition/red:1" + kOfRed,
      kInWeb + " ecs:enable-execute-command=false ecs:enable-ebs-volumes=false ecs:container-instances=arn:aws:ecs:eu-central-1:000000000000:container-instance/web/i"}},
    {"UpdateService", R"({"cluster": "web", "service": "red", "serviceConnectConfiguration": {"enabled": true}})", {"service/web/red" + kOfRed, kInWeb + " ecs:enable-service-connect=true"}},
    {"TagResource", R"({"resourceArn": "arn:aws:ecs:eu-central-1:000000000000:task/web/red", "tags": [{"key": "k", "value": "v"}]})", {"task/web/red" + kOfRed, "*: aws:RequestTag/k=v aws:TagKeys=k"}},
    {"UntagResource", R"({"resourceArn": "arn:aws:ecs:eu-central-1:000000000000:task/web/red", "tagKeys": ["k"]})", {"task/web/red" + kOfRed, "*: aws:TagKeys=k"}},
};
// clang-format on

TEST(AccessTest, EachResourceIsAskedForWithTagsOfItsOwn) {
  const Service* services[] = {&kService};
  TestSandbox sandbox{services};
  auto& tags = sandbox.env.store.get<EcsTagRepository>();
  for (const std::string value : {"blue", "red"}) {
    for (const char* kind :
         {"cluster/", "capacity-provider/", "container-instance/web/", "service/web/", "task/web/"})
      tags.set_tag(kPrefix + (kind + value), "t", value);
    const auto registered = sandbox.call(
        "ecs", "RegisterTaskDefinition",
        json::object{{"family", value},
                     {"cpu", "256"},
                     {"memory", "512"},
                     {"containerDefinitions", json::array{json::object{{"name", "c"}, {"image", "i"}}}}});
    ASSERT_TRUE(registered.has_value());
    tags.set_tag(kPrefix + ("task-definition/" + value + ":1"), "t", value);
  }
  const Principal caller = Principal::root(aws::AccountId{"000000000000"});
  for (const AccessRow& row : kAccessRows) {
    const Access access = access_of(sandbox, kService, row.operation, row.params, caller);
    EXPECT_EQ(lines_of(access, kPrefix), row.expected) << row.operation << " " << row.params;
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
