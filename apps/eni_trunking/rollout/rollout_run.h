#pragma once
/// A rollout, step by step, until it is finished, fails, or is interrupted.
#include <map>
#include <optional>
#include <string>

#include "diagnosis/rollout/rollout_failure.h"
#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/command.h"
#include "eni_trunking/interruption.h"
#include "eni_trunking/rollout/cluster_claim.h"
#include "eni_trunking/rollout/rollout_calls.h"

namespace eni::command {

struct RolloutLimits {
  std::chrono::seconds patience{1800};  ///< how long it may get no further
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
  RolloutRun(const client::Session& session, RolloutCalls& calls, ClusterClaim& claim, Waiter& waiter,
             const Interruption& interruption, Terminal& terminal, const diagnosis::RolloutOptions& options,
             const RolloutLimits& limits, diagnosis::Description description);

  End run();
  /// As it was seen last.
  const diagnosis::Description& description() const { return description_; }
  diagnosis::RolloutPlan plan() const;

 private:
  const diagnosis::Cluster& cluster() const { return description_.clusters.front(); }

  client::CallResult<void> go();
  client::CallResult<diagnosis::Description> read_moving();
  client::CallResult<void> look_again();
  void see(diagnosis::Description moving);
  bool is_out_of_patience(const diagnosis::RolloutStep& step, const diagnosis::RolloutPlan& plan);
  /// @return  whether it goes on
  client::CallResult<bool> take(const diagnosis::RolloutStep& step, const diagnosis::RolloutPlan& plan);
  client::CallResult<bool> wait(const diagnosis::RolloutStep& step, const diagnosis::RolloutPlan& plan);
  client::CallResult<void> check_refreshes();
  client::CallResult<void> stop_standalone_tasks(const diagnosis::RolloutPlan& plan);
  client::CallResult<void> give_up(const diagnosis::RolloutFailure& failure);
  std::string what_holds(const diagnosis::RolloutPlan& plan);
  void say_what_others_drain(const diagnosis::RolloutPlan& plan);

  void say(const std::string& text);     ///< a line that stays
  void show(const std::string& status);  ///< a line that is drawn over, on a terminal
  void clear();
  std::string progress(const diagnosis::RolloutPlan& plan) const;

  const client::Session& session_;
  RolloutCalls& calls_;
  ClusterClaim& claim_;
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
  diagnosis::RolloutProgress progress_;
  TimePoint changed_;                     ///< when it got further last
  std::string seen_;                      ///< what it waited for then, or later
  std::set<std::string> left_to_others_;  ///< hosts, as has been told
  std::size_t done_ = 0;                  ///< at the beginning
  std::size_t hosts_ = 0;                 ///< there were then
  std::string told_;                      ///< the last line of progress
  bool has_status_ = false;
  std::chrono::milliseconds pause_{0};
};

}  // namespace eni::command
