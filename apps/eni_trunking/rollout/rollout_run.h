#pragma once
/// A rollout, step by step, until it is finished, fails, or is interrupted.
#include <map>
#include <optional>
#include <string>

#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/command.h"
#include "eni_trunking/interruption.h"
#include "eni_trunking/rollout/rollout_calls.h"

namespace eni::command {

struct RolloutLimits {
  std::chrono::seconds patience{1800};  ///< how long nothing may change
  bool stops_standalone_tasks = false;
};

class RolloutRun {
 public:
  /// How it ended. `why` is empty if all hosts are as they should be; else a sentence without its stop.
  struct End {
    bool is_interrupted = false;
    std::string why = {};
    std::optional<client::CallFailure> failure = {};  ///< of a call; `why` is empty then
    std::size_t replaced = 0;
    std::chrono::seconds time{0};

    bool is_finished() const { return !is_interrupted && why.empty() && !failure; }
  };

  /// @param description  as it was read in full, of one cluster. All of these outlive this
  RolloutRun(const client::Session& session, RolloutCalls& calls, Waiter& waiter,
             const Interruption& interruption, Terminal& terminal, const diagnosis::RolloutOptions& options,
             const RolloutLimits& limits, diagnosis::Description description);

  End run();
  /// As it was seen last.
  const diagnosis::Description& description() const { return description_; }
  diagnosis::RolloutPlan plan() const;

 private:
  const diagnosis::Cluster& cluster() const { return description_.clusters.front(); }

  client::CallResult<diagnosis::Description> read_moving();
  client::CallResult<void> look_again();
  /// @return  whether it goes on
  client::CallResult<bool> take(const diagnosis::RolloutStep& step, const diagnosis::RolloutPlan& plan);
  client::CallResult<bool> wait(const diagnosis::RolloutStep& step, const diagnosis::RolloutPlan& plan);
  client::CallResult<void> check_refreshes();
  client::CallResult<void> stop_standalone_tasks();
  client::CallResult<void> give_up(const diagnosis::RolloutFailure& failure);
  std::string what_holds(const diagnosis::RolloutStep& step);
  std::vector<const diagnosis::ContainerInstance*> hosts_on_their_way_out() const;

  void say(const std::string& text);     ///< a line that stays
  void show(const std::string& status);  ///< a line that is drawn over, on a terminal
  void clear();
  std::string progress(const diagnosis::RolloutPlan& plan) const;

  const client::Session& session_;
  RolloutCalls& calls_;
  Waiter& waiter_;
  const Interruption& interruption_;
  Terminal& terminal_;
  diagnosis::RolloutOptions options_;
  RolloutLimits limits_;
  diagnosis::Description description_;
  diagnosis::RolloutMemory memory_;
  std::map<std::string, std::string> refreshes_;  ///< that were seen under way: group → id
  End end_;
  TimePoint begun_;
  TimePoint changed_;      ///< when something was different last
  std::string seen_;       ///< what it was
  std::size_t done_ = 0;   ///< at the beginning
  std::size_t hosts_ = 0;  ///< there were then
  std::string told_;       ///< the last line of progress
  bool has_status_ = false;
  std::chrono::milliseconds pause_{0};
};

/// What a rollout that is not finished leaves at AWS, and what takes it back: lines for people. Empty if nothing.
std::string left_by_rollout(const diagnosis::Description& description, const diagnosis::RolloutPlan& plan);

}  // namespace eni::command
