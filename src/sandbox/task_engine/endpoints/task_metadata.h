#pragma once
/// What the task metadata endpoint tells of a task and its containers, as values, and how versions 2, 3 and 4 of it write them.
/// Sources: Amazon ECS Developer Guide, "Amazon ECS task metadata endpoint version 4" (3, 2); aws/amazon-ecs-agent: which members are
/// left out when empty, and what only version 4 has.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace eni::sandbox::task_engine::endpoints {

/// UTC. A TimePoint converts to it.
using MetadataTime = std::chrono::sys_time<std::chrono::nanoseconds>;

struct PortMetadata {
  std::uint16_t container_port = 0;
  std::string protocol = "tcp";
  std::uint16_t host_port = 0;  ///< 0: none yet. Of an awsvpc task the container's own is shown
  std::string host_ip;          ///< version 4
};

struct VolumeMetadata {
  std::string docker_name;
  std::string source;
  std::string destination;
};

struct HealthMetadata {
  std::string status;  ///< "HEALTHY", "UNHEALTHY"; "" while it is unknown
  std::optional<MetadataTime> since;
  int exit_code = 0;   ///< of the last check
  std::string output;  ///< its; any bytes
};

struct NetworkMetadata {
  std::string mode;  ///< "awsvpc", "bridge", "host", "none"
  std::vector<std::string> ipv4_addresses;
  std::vector<std::string> ipv6_addresses;
  // Version 4 only, and of an awsvpc task:
  std::optional<int> attachment_index;
  std::string mac_address;
  std::string ipv4_subnet;  ///< "10.0.2.0/24"
  std::string ipv6_subnet;
  std::vector<std::string> domain_name_servers;
  std::vector<std::string> domain_name_search_list;
  std::string private_dns_name;
  std::string ipv4_gateway;  ///< with the subnet's prefix: "10.0.2.1/24"
  std::string ipv6_gateway;  ///< the agent has it of tasks with IPv6 only
};

struct ContainerMetadata {
  std::string endpoint_id;  ///< the last part of the container's ECS_CONTAINER_METADATA_URI; not shown
  std::string docker_id;    ///< 64 hexadecimal digits
  std::string name;         ///< as in the task definition
  std::string docker_name;  ///< "ecs-<family>-<revision>-<container>-<hexadecimal digits>"
  std::string image;        ///< as in the task definition
  std::string image_id;     ///< "sha256:…"
  std::vector<PortMetadata> ports;
  std::map<std::string, std::string> labels;
  std::string desired_status;
  std::string known_status;
  std::optional<int> exit_code;
  std::int64_t cpu_units = 0;  ///< fewer than 2 are shown as 2
  std::int64_t memory_mib = 0;
  std::optional<MetadataTime> created_at;
  std::optional<MetadataTime> started_at;
  std::optional<MetadataTime> finished_at;
  std::string type = "NORMAL";  ///< "CNI_PAUSE" of the one that holds an awsvpc task's network
  std::vector<NetworkMetadata> networks;
  std::optional<HealthMetadata> health;  ///< of one with a health check
  std::vector<VolumeMetadata> volumes;
  // Version 4 only:
  std::string log_driver;
  std::map<std::string, std::string> log_options;
  std::string arn;
  std::string snapshotter;
  std::optional<int> restart_count;  ///< of one with a restart policy
};

struct TaskMetadata {
  std::string network_mode;    ///< not shown
  std::string credentials_id;  ///< of its role; "" without one. Not shown
  std::string cluster;         ///< name or ARN, as the host was configured
  std::string arn;
  std::string family;
  std::string revision;
  std::string desired_status;
  std::string known_status;
  std::optional<double> cpu;               ///< vCPUs of the whole task
  std::optional<std::int64_t> memory_mib;  ///< likewise
  std::optional<MetadataTime> pull_started_at;
  std::optional<MetadataTime> pull_stopped_at;
  std::optional<MetadataTime> execution_stopped_at;
  std::string availability_zone;
  std::vector<ContainerMetadata> containers;  ///< those that there are: created ones
  // Version 4 only:
  std::string availability_zone_id;
  std::string launch_type = "EC2";
  std::string vpc_id;
  std::string service_name;
  std::string group;
  bool fault_injection_enabled = false;
};

/// Why tags could not be had; version 4 shows it beside what could.
struct MetadataError {
  std::string field;  ///< "TaskTags", "ContainerInstanceTags"
  std::string code;   ///< of the ECS API
  std::string message;
  int status = 0;
  std::string request_id;
  std::string resource_arn;
};

struct MetadataTags {
  std::map<std::string, std::string> task;
  std::map<std::string, std::string> container_instance;
  std::vector<MetadataError> errors;
};

/// "2020-10-02T00:15:07.620912337Z": as many digits of the second's fraction as it has, none of a whole one.
std::string metadata_time_text(MetadataTime time);

json::object v4_container(const ContainerMetadata& container);
/// @param tags  or null: those of …/task, and not of …/taskWithTags
json::object v4_task(const TaskMetadata& task, const MetadataTags* tags = nullptr);

json::object v3_container(const ContainerMetadata& container);
/// Containers of a task without awsvpc that have no network yet are left out, as the agent does.
json::object v3_task(const TaskMetadata& task, const MetadataTags* tags = nullptr);

/// Version 2 is there for awsvpc tasks only, and shows no other network.
json::object v2_container(const ContainerMetadata& container);
json::object v2_task(const TaskMetadata& task, const MetadataTags* tags = nullptr);

/// Numbers without an exponent, as Go and so the agent writes them: 0.25 and not 2.5E-1.
std::string metadata_text(const json::value& value);

}  // namespace eni::sandbox::task_engine::endpoints
