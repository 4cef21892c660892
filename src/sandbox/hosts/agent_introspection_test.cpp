#include "sandbox/hosts/agent_introspection.h"

#include <gtest/gtest.h>

#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/tools/test_host.h"
#include "sandbox/store/host_repository.h"

namespace eni::sandbox::hosts {
namespace {

using tools::TestHost;

HostRecord host_in(HostPhase phase, const std::string& container_instance = {}) {
  HostRecord host;
  host.instance = "i-1";
  host.phase = phase;
  host.container_instance_arn = container_instance;
  return host;
}

template <class T>
Task<void> keep(Task<T> task, std::optional<T>& result) {
  T value = co_await std::move(task);
  result.emplace(std::move(value));
}

std::optional<net::Response> ask(TestHost& host, const std::string& target) {
  std::optional<std::optional<net::Response>> result;
  host.sandbox.gateway.spawn(
      keep(answer_introspection(host.sandbox.env, "i-1", {"GET", target, {}, ""}), result));
  host.sandbox.scheduler.run();
  return result.value();
}

TEST(AgentIntrospection, NobodyListensBeforeTheAgentHasRegistered) {
  TestHost host;
  EXPECT_FALSE(ask(host, "/v1/metadata"));
  host.store().get<HostRepository>().put(host_in(HostPhase::kStarting));
  EXPECT_FALSE(ask(host, "/v1/metadata"));
}

TEST(AgentIntrospection, NamesClusterContainerInstanceAndTasks) {
  TestHost host;
  const std::string arn = "arn:aws:ecs:us-east-1:111122223333:container-instance/web/0123";
  host.store().get<HostRepository>().put(host_in(HostPhase::kJoined, arn));
  const json::value metadata = *parse_json(ask(host, "/v1/metadata")->body);
  EXPECT_EQ(metadata.at("Cluster"), "web");
  EXPECT_EQ(as_text(metadata.at("ContainerInstanceArn")), arn);
  const json::value all = *parse_json(ask(host, "/v1/tasks")->body);
  ASSERT_EQ(all.at("Tasks").as_array().size(), 1u);
  const json::value& task = all.at("Tasks").at(0);
  EXPECT_EQ(task.at("Family"), "app");
  EXPECT_EQ(task.at("Version"), "7");
  EXPECT_EQ(ask(host, "/v1/tasks?taskarn=arn:t")->status, 200);
  EXPECT_EQ(ask(host, "/v1/tasks?taskarn=other")->status, 404);
  EXPECT_EQ(ask(host, "/license")->status, 200);
}

TEST(InstanceRole, IsOutOfReachWhereTheMetadataServiceIsDisabled) {
  TestHost host;
  const auto credentials = [&host] {
    std::optional<Result<Principal>> result;
    host.sandbox.gateway.spawn(keep(instance_credentials(host.sandbox.env, host.machine), result));
    host.sandbox.scheduler.run();
    return *std::move(result);
  };
  EXPECT_TRUE(credentials());
  host.set_metadata_option("httpEndpoint", "disabled");
  EXPECT_EQ(credentials().error().message,
            "no EC2 IMDS role found, operation error ec2imds: GetMetadata, http response error StatusCode: "
            "403, request to "
            "EC2 IMDS failed");
}

}  // namespace
}  // namespace eni::sandbox::hosts
