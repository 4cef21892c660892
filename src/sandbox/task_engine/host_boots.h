#pragma once
/// Hosts whose user data runs in their own network. The sandbox answers it there whatever it asks, and so would answer tasks of the network
/// mode host: no task starts on a host before its boot has ended. On AWS none does either, for the agent starts after that.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "base/task.h"

namespace eni::sandbox::task_engine {

/// Outlives those that wait, and need not outlive the boots.
class HostBoots {
 public:
  explicit HostBoots(Scheduler& scheduler) : scheduler_{scheduler} {}

  /// The host boots until the last of what was returned for it has gone.
  std::shared_ptr<void> begin(const std::string& instance);
  bool is_booting(const std::string& instance) const;
  /// Returns when the host's boot may have ended: who waits for it looks again. At once where there is none.
  Task<void> await_change(std::string instance);
  /// Those who wait look at what else has changed.
  void wake();

 private:
  struct Boot {
    ~Boot() { wake(); }
    void wake();

    std::vector<Channel<bool>> waiting;
  };

  Scheduler& scheduler_;
  std::map<std::string, std::weak_ptr<Boot>> boots_;  ///< by instance
};

}  // namespace eni::sandbox::task_engine
