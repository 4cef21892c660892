#pragma once
/// From a container definition of ECS, its image and its task: what a runtime is told. Values in, values out.
/// Sources: Amazon ECS API Reference, ContainerDefinition; Amazon ECS Developer Guide, "Amazon ECS task metadata endpoint version 4",
/// "Task IAM role"; moby, daemon/create.go and daemon/container.go, for what is refused and in which words.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "sandbox/images/program_settings.h"
#include "sandbox/task_engine/containers/container_mounts.h"
#include "sandbox/task_engine/containers/image_users.h"

namespace eni::sandbox::task_engine {

/// What a container is told of its task and of ECS, beside its definition.
struct ContainerFacts {
  std::string id;  ///< of world::Container
  std::string
      host_name;  ///< of its network, which its definition's `hostname` replaces outside of awsvpc and host
  std::string network_mode;
  std::string metadata_id;     ///< "https://…/v4/ID"; in awsvpc as in other modes one a container
  std::string credentials_id;  ///< of the task role's; "" without a role
  ImageUser user;              ///< whom ProgramSettings::user names
  MountSources mounts;
  std::map<std::string, std::string> secrets;  ///< `secrets`, resolved: names to values
  /// `environmentFiles`, read; nothing: nobody did, so that a definition that has some is refused.
  std::optional<std::map<std::string, std::string>> environment_files;
  std::map<std::string, std::string> log_secrets;  ///< `logConfiguration.secretOptions`, resolved
  std::string
      init_program;  ///< of the machine, for `initProcessEnabled`; "": there is none, so that one is refused
};

struct HostEntry {
  std::string host_name;
  std::string address;
};

struct ContainerLink {
  std::string container;
  std::string alias;
};

struct ContainerSpec {
  world::Container container;  ///< without its root
  int stop_signal = 0;
  Duration stop_timeout{};
  bool keeps_input_open = false;  ///< `interactive`: standard input that nobody writes to; else there is none
  std::vector<world::BindMount> volumes;  ///< what others get by `volumesFrom`
  std::vector<HostEntry> extra_hosts;
  std::vector<ContainerLink> links;
  std::vector<std::string> dns_servers;
  std::vector<std::string> dns_search_domains;
  json::object log_configuration;  ///< secret options among its options; empty: the definition has none
};

inline constexpr Duration kDefaultStopTimeout = std::chrono::seconds{30};
/// Where the init program is in the container. Source: moby, "docker run --init".
inline constexpr const char* kInitTarget = "/sbin/docker-init";

/// @param definition  of the task definition, its overrides applied
/// @param settings    of its image and that definition
/// @error  why there cannot be such a container, as ECS shows it: "CannotCreateContainerError: …"
Result<ContainerSpec> make_container_spec(const json::object& definition,
                                          const images::ProgramSettings& settings,
                                          const ContainerFacts& facts);

}  // namespace eni::sandbox::task_engine
