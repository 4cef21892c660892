#pragma once
/// A container instance as placement sees it: what it has, what it is, what a query can name.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eni::placement {

/// A host within its Cluster: small and dense. Given out by Cluster::add, and again to another host after remove.
enum class HostId : std::uint32_t {};

/// What a task takes from its host, and a host has. Also the remains of a host, which overcommitment makes negative.
struct Resources {
  std::int32_t cpu_units = 0;   ///< 1024 are a vCPU
  std::int32_t memory_mib = 0;  ///< of a task: its hard limit, else its reservation
  std::int32_t interfaces = 0;  ///< network interfaces of awsvpc tasks: trunk limit, or max ENIs - 1

  bool operator==(const Resources&) const = default;
};

enum class Protocol : std::uint8_t { kTcp, kUdp };

struct HostPort {
  std::uint16_t port = 0;
  Protocol protocol = Protocol::kTcp;

  auto operator<=>(const HostPort&) const = default;
};

/// An attribute of a container instance; name-only ones have no value.
struct Attribute {
  std::string name;
  std::optional<std::string> value;

  auto operator<=>(const Attribute&) const = default;
};

inline constexpr std::string_view kAvailabilityZoneAttribute = "ecs.availability-zone";
inline constexpr std::string_view kVpcIdAttribute = "ecs.vpc-id";

enum class HostStatus : std::uint8_t {
  kActive,    ///< takes tasks
  kDraining,  ///< takes none; those on it count until they are released
};

struct Host {
  std::string
      container_instance_id;  ///< the caller's handle: a container instance's id or ARN; unique in the cluster
  std::string ec2_instance_id;  ///< "i-…"; empty for one outside EC2
  HostStatus status = HostStatus::kActive;
  bool agent_connected = true;
  std::string agent_version;  ///< "1.105.1"; empty if the agent named none
  std::chrono::sys_seconds registered_at{};
  Resources registered;            ///< what there is without any task
  std::vector<HostPort> reserved;  ///< ports that no task may take: 22, 2375, 2376, 51678, 51679/tcp on Linux
  std::vector<Attribute> attributes;  ///< zone and VPC are among them: ecs.availability-zone, ecs.vpc-id
};

}  // namespace eni::placement
