#pragma once
/// Which hosts of a cluster have to be replaced so that they get trunks (or, to undo that, lose them), how, and what is in the way.
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "diagnosis/cluster_description.h"
#include "diagnosis/rollout/record.h"
#include "trunking/registration.h"

namespace eni::diagnosis {

struct RolloutOptions {
  Goal goal = Goal::kTrunks;
  long long at_a_time = 0;           ///< hosts of a group; 0: a tenth of them, at least one
  bool leaves_single_hosts = false;  ///< hosts of no group stay as they are
};

/// Why a group is not replaced by an instance refresh.
struct RefreshObstacle {
  std::string reason = {};                 ///< a clause; empty: it is, or cannot be
  std::string remedy = {};                 ///< what would let it be, a sentence
  std::vector<std::string> commands = {};  ///< that do that, as far as a line does
};

/// The hosts of an Auto Scaling group, or those of none.
struct RolloutPart {
  using Hosts = std::vector<const ContainerInstance*>;

  RolloutMethod method = RolloutMethod::kSingle;
  const Group* group = nullptr;
  RefreshObstacle no_refresh = {};
  Hosts to_replace = {};   ///< ACTIVE ones, and those whose registration failed
  Hosts done = {};         ///< ACTIVE ones that are as they are to be
  Hosts draining = {};     ///< by a rollout
  Hosts staying = {};      ///< that somebody else drains, or has protected: they are left
  Hosts superfluous = {};  ///< launched in the place of single hosts that need no other
  Hosts left_alone = {};   ///< single ones that are no part of it any more, for what is in their way
  Hosts marked = {};       ///< as they are to be, and with a note of a rollout still on them
  Hosts leaving = {};      ///< on their way out
  std::vector<const Instance*> launching = {};  ///< that are no hosts yet
  std::vector<const Instance*> strays = {};     ///< of the group, that should have become hosts long ago
  std::size_t at_a_time = 1;
  std::optional<RolloutRecord> record = {};  ///< of a rollout that has begun
  std::vector<std::string> obstacles =
      {};  ///< why it cannot be rolled, sentences; not empty: it is left as it is
  std::vector<std::string> commands = {};  ///< that mend them, as far as a line does

  /// Something is left to be done for it.
  bool is_open() const;
  /// An instance refresh that has not begun takes those that are as they are to be as well.
  bool replaces_done() const {
    return method == RolloutMethod::kRefresh && !is_being_refreshed() && !to_replace.empty();
  }
  /// Instances of the group that are neither to be replaced nor have been.
  std::size_t apart() const { return staying.size() + strays.size(); }
  /// By an instance refresh of the rollout's own, or of one that could be.
  bool is_being_refreshed() const;
  std::string name() const;  ///< "group web" or "single hosts"
};

struct RolloutPlan {
  Goal goal = Goal::kTrunks;
  std::vector<RolloutPart> parts = {};      ///< those that are open, refreshes first
  std::vector<RolloutPart> left_out = {};   ///< those with obstacles
  std::vector<std::string> obstacles = {};  ///< to all of it
  std::vector<std::string> notes = {};      ///< what is worth knowing before it begins
  RolloutPart::Hosts drained_by_others = {};
  std::size_t hosts = 0;  ///< of the cluster that could have a trunk
  std::size_t done = 0;   ///< of them
  std::optional<std::chrono::seconds> registration =
      {};                                ///< from launch to registration, the median of the cluster's hosts
  std::chrono::seconds time_to_join{0};  ///< that an instance has to become a host
  std::chrono::seconds estimate{0};

  bool can_begin() const { return obstacles.empty() && !parts.empty(); }
};

RolloutPlan plan_rollout(const Description& description, const Cluster& cluster,
                         const RolloutOptions& options);

/// Whether it is as it is to be: ACTIVE with a trunk, or without.
bool has_goal(const ContainerInstance& host, Goal goal);
/// One that failed to register takes no tasks, and is not drained.
bool has_failed(const ContainerInstance& host);
/// Of those that stay.
RolloutPart::Hosts drained_by_others(const RolloutPart& part);
/// "i-1, i-2 and i-3", as listed() has it.
std::string names(const RolloutPart::Hosts& hosts);
/// Somebody has protected it from scale-in: neither ECS, nor the group for all that it launches.
bool is_protected_by_hand(const Description& description, const Cluster& cluster, const Group& group,
                          const GroupInstance& instance);

/// What is known of the host that will stand in the place of `host`.
trunking::RegistrationFacts replacement_facts(const Description& description, const ContainerInstance& host);

/// How long launching, registering and draining is taken to last where nothing was measured.
inline constexpr std::chrono::seconds kAssumedRegistration{120};
inline constexpr std::chrono::seconds kAssumedDraining{120};

/// Of a refresh, long enough for a new host to have registered before an old one ends.
std::chrono::seconds warm_up_of(const Group& group, std::optional<std::chrono::seconds> registration);

}  // namespace eni::diagnosis
