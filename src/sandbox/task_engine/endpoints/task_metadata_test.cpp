#include "sandbox/task_engine/endpoints/task_metadata.h"

#include <gtest/gtest.h>

#include "sandbox/task_engine/endpoints/test_task.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

// Each document stands as it goes over the wire: members in their order, and none that is empty.

constexpr std::string_view kOlderContainer =
    R"({"DockerId":"ea32192c8553","Name":"curl","DockerName":"ecs-curltest-24-curl-cca48e8dcadd97805600",)"
    R"("Image":"curltest:latest","ImageID":"sha256:d691691e9652",)"
    R"("Ports":[{"ContainerPort":80,"Protocol":"tcp","HostPort":80}],)"
    R"("Labels":{"com.amazonaws.ecs.container-name":"curl"},"DesiredStatus":"RUNNING","KnownStatus":"RUNNING",)"
    R"("Limits":{"CPU":10,"Memory":128},"CreatedAt":"2020-10-02T00:15:07.620912337Z",)"
    R"("StartedAt":"2020-10-02T00:15:07Z","Type":"NORMAL",)"
    R"("Networks":[{"NetworkMode":"awsvpc","IPv4Addresses":["10.0.2.106"]}]})";

constexpr std::string_view kV4Container =
    R"({"DockerId":"ea32192c8553","Name":"curl","DockerName":"ecs-curltest-24-curl-cca48e8dcadd97805600",)"
    R"("Image":"curltest:latest","ImageID":"sha256:d691691e9652",)"
    R"("Ports":[{"ContainerPort":80,"Protocol":"tcp","HostPort":80,"HostIp":"0.0.0.0"}],)"
    R"("Labels":{"com.amazonaws.ecs.container-name":"curl"},"DesiredStatus":"RUNNING","KnownStatus":"RUNNING",)"
    R"("Limits":{"CPU":10,"Memory":128},"CreatedAt":"2020-10-02T00:15:07.620912337Z",)"
    R"("StartedAt":"2020-10-02T00:15:07Z","Type":"NORMAL","LogDriver":"awslogs",)"
    R"("LogOptions":{"awslogs-stream":"ecs/curl/158d1c8083dd49d6b527399fd6414f5c"},)"
    R"("ContainerARN":"arn:aws:ecs:us-west-2:111122223333:container/0206b271",)"
    R"("Networks":[{"NetworkMode":"awsvpc","IPv4Addresses":["10.0.2.106"],"AttachmentIndex":0,)"
    R"("MACAddress":"0e:9e:32:c7:48:85","IPv4SubnetCIDRBlock":"10.0.2.0/24","DomainNameServers":["10.0.0.2"],)"
    R"("DomainNameSearchList":["us-west-2.compute.internal"],)"
    R"("PrivateDNSName":"ip-10-0-2-106.us-west-2.compute.internal","SubnetGatewayIpv4Address":"10.0.2.1/24"}]})";

constexpr std::string_view kTaskBegin =
    R"({"Cluster":"default",)"
    R"("TaskARN":"arn:aws:ecs:us-west-2:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c",)"
    R"("Family":"curltest","Revision":"24","DesiredStatus":"RUNNING","KnownStatus":"RUNNING",)"
    R"("Limits":{"CPU":0.25,"Memory":512},"PullStartedAt":"2020-10-02T00:15:07.5Z",)"
    R"("PullStoppedAt":"2020-10-02T00:15:07.6Z","AvailabilityZone":"us-west-2d",)";

std::string text(std::initializer_list<std::string_view> parts) {
  std::string whole;
  for (const std::string_view part : parts) whole += part;
  return whole;
}

TEST(TaskMetadata, ContainersOfAnAwsvpcTask) {
  EXPECT_EQ(metadata_text(v4_container(test_container())), kV4Container);
  EXPECT_EQ(metadata_text(v3_container(test_container())), kOlderContainer);
  EXPECT_EQ(metadata_text(v2_container(test_container())), kOlderContainer);
}

TEST(TaskMetadata, TasksWithAndWithoutTags) {
  MetadataTags tags;
  tags.task = {{"b", "2"}, {"a", "1"}};
  tags.errors = {{"ContainerInstanceTags", "AccessDeniedException", "no", 400, "r-1", "arn:aws:ecs:::i"}};
  const std::string older = text({kTaskBegin, R"("Containers":[)", kOlderContainer, "]"});
  const std::string v4 =
      text({R"("Containers":[)", kV4Container,
            R"(],"VPCID":"vpc-1234567890abcdef0","ServiceName":"MyService","FaultInjectionEnabled":false})"});
  EXPECT_EQ(metadata_text(v2_task(test_task())), older + "}");
  EXPECT_EQ(metadata_text(v3_task(test_task(), &tags)), older + R"(,"TaskTags":{"a":"1","b":"2"}})");
  EXPECT_EQ(metadata_text(v4_task(test_task())),
            text({kTaskBegin, R"("AvailabilityZoneID":"usw2-az4","LaunchType":"EC2",)", v4}));
  EXPECT_EQ(metadata_text(v4_task(test_task(), &tags)),
            text({kTaskBegin, R"("AvailabilityZoneID":"usw2-az4","TaskTags":{"a":"1","b":"2"},)",
                  R"("LaunchType":"EC2","Errors":[{"ErrorField":"ContainerInstanceTags",)",
                  R"("ErrorCode":"AccessDeniedException","ErrorMessage":"no","StatusCode":400,)",
                  R"("RequestId":"r-1","ResourceARN":"arn:aws:ecs:::i"}],)", v4}));
}

TEST(TaskMetadata, NothingIsShownOfWhatATaskDoesNotHave) {
  EXPECT_EQ(metadata_text(v2_task({})),
            R"({"Cluster":"","TaskARN":"","Family":"","Revision":"","KnownStatus":""})");
  EXPECT_EQ(metadata_text(v4_task({})),
            R"({"Cluster":"","TaskARN":"","Family":"","Revision":"","KnownStatus":"","LaunchType":"EC2",)"
            R"("FaultInjectionEnabled":false})");
  EXPECT_EQ(metadata_text(v4_container({})),
            R"({"DockerId":"","Name":"","DockerName":"","Image":"","ImageID":"","DesiredStatus":"",)"
            R"("KnownStatus":"","Limits":{"CPU":2,"Memory":0},"Type":"NORMAL"})");
}

ContainerMetadata stopped_container() {
  ContainerMetadata container;
  container.ports = {{80, "udp", 32768, ""}};
  container.exit_code = 0;
  container.finished_at = test_time(1);
  container.type = "CNI_PAUSE";
  container.health = HealthMetadata{"UNHEALTHY", test_time(10), 1, "refused"};
  container.volumes = {{"v", "/var/lib/v", "/data"}};
  container.networks = {{"bridge", {"172.17.0.2"}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}};
  container.snapshotter = "overlayfs";
  container.restart_count = 0;
  return container;
}

constexpr std::string_view kStoppedBegin =
    R"({"DockerId":"","Name":"","DockerName":"","Image":"","ImageID":"",)"
    R"("Ports":[{"ContainerPort":80,"Protocol":"udp","HostPort":32768}],"DesiredStatus":"","KnownStatus":"",)"
    R"("ExitCode":0,"Limits":{"CPU":2,"Memory":0},"FinishedAt":"2020-10-02T00:15:07.000000001Z",)"
    R"("Type":"CNI_PAUSE","Health":{"status":"UNHEALTHY","statusSince":"2020-10-02T00:15:07.00000001Z",)"
    R"("exitCode":1,"output":"refused"},)"
    R"("Volumes":[{"DockerName":"v","Source":"/var/lib/v","Destination":"/data"}])";
constexpr std::string_view kBridge =
    R"(,"Networks":[{"NetworkMode":"bridge","IPv4Addresses":["172.17.0.2"]}])";

TEST(TaskMetadata, ContainersOfABridge) {
  EXPECT_EQ(metadata_text(v4_container(stopped_container())),
            text({kStoppedBegin, kBridge, R"(,"Snapshotter":"overlayfs","RestartCount":0})"}));
  EXPECT_EQ(metadata_text(v3_container(stopped_container())), text({kStoppedBegin, kBridge, "}"}));
  EXPECT_EQ(metadata_text(v2_container(stopped_container())), text({kStoppedBegin, "}"}));
}

TEST(TaskMetadata, Version3LeavesOutContainersWhoseNetworkDockerDoesNotTellYet) {
  TaskMetadata task;
  task.network_mode = "bridge";
  task.containers = {{}};
  EXPECT_FALSE(v3_task(task).contains("Containers"));
  EXPECT_TRUE(v4_task(task).contains("Containers"));
  task.network_mode = "awsvpc";
  EXPECT_TRUE(v3_task(task).contains("Containers"));
}

TEST(TaskMetadata, TimesHaveAsManyDigitsAsTheyNeed) {
  const struct {
    std::int64_t nanoseconds;
    std::string_view expected;
  } rows[] = {
      {0, "2020-10-02T00:15:07Z"},
      {1, "2020-10-02T00:15:07.000000001Z"},
      {120'000'000, "2020-10-02T00:15:07.12Z"},
      {999'999'999, "2020-10-02T00:15:07.999999999Z"},
  };
  for (const auto& row : rows) EXPECT_EQ(metadata_time_text(test_time(row.nanoseconds)), row.expected);
}

TEST(TaskMetadata, NumbersHaveNoExponent) {
  EXPECT_EQ(metadata_text(json::array{0.5, 12.25, 3, json::object{{"a", nullptr}, {"b\"", "<"}}}),
            R"([0.5,12.25,3,{"a":null,"b\"":"<"}])");
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
