#pragma once
/// The simulated machines. When EC2 says that an instance runs, its machine carries out the user data and, if the image has
/// one, starts the ECS agent, which joins a cluster as the instance profile's role. When the instance stops, so does all this.
///
/// Machines speak to AWS through the gateway alone; what must outlast the sandbox is in HostRepository.
#include <cstdint>
#include <exception>
#include <set>
#include <string>
#include <unordered_map>

#include "base/task.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/hosts/agent_config.h"
#include "sandbox/hosts/boot_progress.h"
#include "sandbox/hosts/console.h"
#include "sandbox/hosts/machine.h"
#include "sandbox/hosts/shell/shell_slots.h"
#include "sandbox/store/host_repository.h"

namespace eni::sandbox::hosts {

class MachineSimulator final : public Component {
 public:
  explicit MachineSimulator(Environment& environment);

  void start() override;
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;

 private:
  void power_on(const Machine& machine);
  void power_off(const std::string& instance);
  void restart(const Machine& machine);
  void end_turn(const std::string& instance);
  void forget(const std::string& instance);

  /// Whether the sandbox has ended during this boot again and again; what ended it is not run blindly once more.
  bool has_ended_sandbox(const HostRecord& host);
  /// The time from a machine's start to its end.
  struct Turn {
    std::uint64_t number = 0;
    std::string launch_time;  ///< which start of the instance it belongs to
    /// Takes what the run of the machine ended with; null if it is through, or if the machine has ended.
    Channel<std::exception_ptr> end;
  };
  /// The machine's present turn. When that ends, so does all that runs for it, wherever it waits.
  Task<void> run(std::string instance);
  Task<void> run_turn(std::string instance, Turn turn, BootProgress& progress);
  /// One run of a machine, from its start on.
  Task<void> run_machine(std::string instance, std::uint64_t turn, BootProgress& progress);
  /// What the boot of a machine that has ended leaves on its disk.
  Task<void> keep_disk(std::string instance, BootProgress& progress);
  Task<void> run_agent(Machine machine, HostRecord host, std::uint64_t turn);

  bool is_current(const std::string& instance, std::uint64_t turn) const;
  HostRepository& records() const { return env_.store.get<HostRepository>(); }

  Environment& env_;
  std::unordered_map<std::string, Turn> turns_;  ///< of machines that run
  std::uint64_t last_turn_ = 0;
  std::set<std::uint64_t>
      uncounted_;  ///< turns whose boot has not been counted yet (HostRecord::boots_begun)
  ShellSlots shells_;
  BackgroundWork<std::string> runs_;  ///< by instance: a turn begins when all of the former has ended
};

}  // namespace eni::sandbox::hosts
