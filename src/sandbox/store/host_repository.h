#pragma once
/// Hosts: the simulated machines of instances, as far as they must survive the sandbox.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

enum class HostPhase : std::uint8_t {
  kOff,       ///< stopped
  kBooting,   ///< carries out its user data
  kStarting,  ///< its agent registers
  kJoined,
  kEnded,  ///< has no agent, or the agent has given up
};

/// Which ECS agent starts after the user data.
enum class HostAgent : std::uint8_t {
  kOfImage,     ///< the image's, if it has one
  kInstalled,   ///< one that the user data has installed on a plain image
  kNotStarted,  ///< none: the user data has disabled or not started it
};

struct HostRecord {
  std::string instance;
  HostPhase phase = HostPhase::kBooting;
  bool is_booted = false;              ///< whether the user data has been carried out
  std::string settings;                ///< /etc/ecs/ecs.config
  std::string container_instance_arn;  ///< "" until it has joined
  HostAgent agent = HostAgent::kOfImage;
  std::int64_t boots_begun = 0;  ///< since one came to its end
};

class HostRepository final : public Repository {
 public:
  explicit HostRepository(sqlite::Database& database);

  std::optional<HostRecord> find(std::string_view instance);
  void put(const HostRecord& host);
  void remove(std::string_view instance);
  /// Those that have neither joined nor ended.
  std::vector<HostRecord> unfinished();
  /// Instances that no host has been made for yet.
  std::vector<std::string> instances_without_host();

 private:
  sqlite::Statement find_, put_, remove_, unfinished_, without_host_;
};

}  // namespace eni::sandbox
