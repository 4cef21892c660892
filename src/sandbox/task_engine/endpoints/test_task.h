#pragma once
/// For tests: a task as the documents of AWS show one, and who knows it.
#include <map>
#include <optional>
#include <string>

#include "sandbox/task_engine/endpoints/task_metadata_service.h"

namespace eni::sandbox::task_engine::endpoints {

inline constexpr std::string_view kTestTaskArn =
    "arn:aws:ecs:us-west-2:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c";

/// 2020-10-02T00:15:07Z, and so much of a second.
inline MetadataTime test_time(std::int64_t nanoseconds) {
  return MetadataTime{std::chrono::seconds{1'601'597'707}} + std::chrono::nanoseconds{nanoseconds};
}

inline NetworkMetadata test_interface() {
  NetworkMetadata network;
  network.mode = "awsvpc";
  network.ipv4_addresses = {"10.0.2.106"};
  network.attachment_index = 0;
  network.mac_address = "0e:9e:32:c7:48:85";
  network.ipv4_subnet = "10.0.2.0/24";
  network.domain_name_servers = {"10.0.0.2"};
  network.domain_name_search_list = {"us-west-2.compute.internal"};
  network.private_dns_name = "ip-10-0-2-106.us-west-2.compute.internal";
  network.ipv4_gateway = "10.0.2.1/24";
  return network;
}

inline ContainerMetadata test_container() {
  ContainerMetadata container;
  container.endpoint_id = "endpoint-1";
  container.docker_id = "ea32192c8553";
  container.name = "curl";
  container.docker_name = "ecs-curltest-24-curl-cca48e8dcadd97805600";
  container.image = "curltest:latest";
  container.image_id = "sha256:d691691e9652";
  container.ports = {{80, "tcp", 0, "0.0.0.0"}};
  container.labels = {{"com.amazonaws.ecs.container-name", "curl"}};
  container.desired_status = container.known_status = "RUNNING";
  container.cpu_units = 10;
  container.memory_mib = 128;
  container.created_at = test_time(620'912'337);
  container.started_at = test_time(0);
  container.networks = {test_interface()};
  container.log_driver = "awslogs";
  container.log_options = {{"awslogs-stream", "ecs/curl/158d1c8083dd49d6b527399fd6414f5c"}};
  container.arn = "arn:aws:ecs:us-west-2:111122223333:container/0206b271";
  return container;
}

inline TaskMetadata test_task() {
  TaskMetadata task;
  task.network_mode = "awsvpc";
  task.credentials_id = "credentials-1";
  task.cluster = "default";
  task.arn = kTestTaskArn;
  task.family = "curltest";
  task.revision = "24";
  task.desired_status = task.known_status = "RUNNING";
  task.cpu = 0.25;
  task.memory_mib = 512;
  task.pull_started_at = test_time(500'000'000);
  task.pull_stopped_at = test_time(600'000'000);
  task.availability_zone = "us-west-2d";
  task.availability_zone_id = "usw2-az4";
  task.vpc_id = "vpc-1234567890abcdef0";
  task.service_name = "MyService";
  task.containers = {test_container()};
  return task;
}

class TestTaskSource final : public TaskMetadataSource {
 public:
  const TaskMetadata& metadata() const override { return task; }
  std::optional<ContainerStats> stats(const std::string& docker_id) const override {
    const auto found = statistics.find(docker_id);
    return found == statistics.end() ? std::nullopt : std::optional{found->second};
  }
  Task<MetadataTags> tags() override { co_return tags_of_task; }
  Task<Result<TaskCredentials, CredentialsFailure>> credentials(std::string id) override {
    if (has_defect) throw std::logic_error("a defect");
    if (credentials_failure) co_return *credentials_failure;
    if (id != task.credentials_id) co_return CredentialsFailure::kNotFound;
    co_return TaskCredentials{"arn:aws:iam::111122223333:role/r", "ASIA1", "secret", "token", test_time(0)};
  }
  Task<ProtectionResult> protection() override { co_return protection_result; }
  Task<ProtectionResult> set_protection(bool enabled, std::optional<std::int64_t> minutes) override {
    asked = std::to_string(enabled) + " " + (minutes ? std::to_string(*minutes) : "default");
    co_return protection_result;
  }

  TaskMetadata task = test_task();
  std::map<std::string, ContainerStats> statistics;
  MetadataTags tags_of_task;
  std::optional<CredentialsFailure> credentials_failure;
  ProtectionResult protection_result = ProtectionOutcome{ProtectedTask{std::string(kTestTaskArn), false, {}}};
  std::string asked;        ///< of set_protection()
  bool has_defect = false;  ///< credentials() throws
};

}  // namespace eni::sandbox::task_engine::endpoints
