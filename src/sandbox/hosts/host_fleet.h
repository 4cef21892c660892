#pragma once
/// The simulated machines. When EC2 says that an instance runs, its machine carries out the user data and, if the image has
/// one, starts the ECS agent, which joins a cluster as the instance profile's role. When the instance stops, so does all this.
///
/// Machines speak to AWS through the gateway alone; what must outlast the sandbox is in HostRepository.
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>

#include "base/task.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/hosts/agent_config.h"
#include "sandbox/hosts/console.h"
#include "sandbox/hosts/machine.h"
#include "sandbox/hosts/shell/shell_slots.h"
#include "sandbox/store/host_repository.h"

namespace eni::sandbox::hosts {

class HostFleet final : public Component {
 public:
  explicit HostFleet(Environment& environment);

  void start() override;
  void receive(const Event& event) override;

 private:
  void power_on(const std::string& instance);
  void power_off(const std::string& instance);
  void reboot(const std::string& instance);
  void forget(const std::string& instance);

  /// Whether the sandbox has ended during this boot again and again; what ended it is not run blindly once more.
  bool has_ended_sandbox(const HostRecord& host);
  /// One run of a machine, from its start on. It ends when `turn` is no longer the machine's.
  Task<void> run(std::string instance, std::uint64_t turn);
  Task<void> run_agent(Machine machine, HostRecord host, std::uint64_t turn);

  /// An attempt to register.
  struct Attempt {
    enum class Ending { kJoined, kAgain, kOver } ending = Ending::kAgain;
    std::string arn;
  };
  Task<Attempt> attempt(const Machine& machine, const AgentConfig& config, const HostRecord& host);
  Task<Attempt> enter(const Principal& principal, const Machine& machine, const AgentConfig& config,
                      const HostRecord& host);
  Task<ApiResult<Reply>> make_default_cluster(const Principal& principal, const Machine& machine);
  Task<std::map<std::string, std::string>> tags_of(const Principal& principal, const Machine& machine,
                                                   const AgentConfig& config);

  bool is_current(const std::string& instance, std::uint64_t turn) const;
  HostRepository& records() const { return env_.store.get<HostRepository>(); }

  Environment& env_;
  std::unordered_map<std::string, std::uint64_t> turns_;  ///< of machines that run
  std::uint64_t last_turn_ = 0;
  std::set<std::uint64_t>
      uncounted_;  ///< turns whose boot has not been counted yet (HostRecord::boots_begun)
  ShellSlots shells_;
  using Run = std::pair<std::string, std::uint64_t>;  ///< an instance and its turn
  BackgroundWork<Run> runs_;
};

}  // namespace eni::sandbox::hosts
