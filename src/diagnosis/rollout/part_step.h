#pragma once
/// What the three ways to replace a part's hosts share: the steps that are alike, and which hosts are next.
#include "diagnosis/rollout/rollout_step.h"

namespace eni::diagnosis {

class PartStep {
 public:
  /// @param part  of the plan; all of these outlive this
  PartStep(const Description& description, const Cluster& cluster, const RolloutPlan& plan,
           const RolloutPart& part, const RolloutMemory& memory)
      : description_{description}, cluster_{cluster}, plan_{plan}, part_{part}, memory_{memory} {
    step_.group = part.group;
  }

  RolloutStep refresh();     ///< refresh_step.cpp
  RolloutStep one_by_one();  ///< one_by_one_step.cpp
  RolloutStep single();      ///< single_step.cpp

 private:
  using Hosts = RolloutPart::Hosts;
  using Kind = RolloutStep::Kind;

  // ---- part_step.cpp
  RolloutStep step(Kind kind, std::string text);
  RolloutStep step(Kind kind, Hosts hosts, const std::string& verb);
  RolloutStep remember(RolloutRecord record);
  RolloutStep restore();
  /// Ends `hosts`, or waits for those that this run has ended already; nothing if there are none.
  std::optional<RolloutStep> end(const Hosts& hosts);
  bool has_draining_copy(const ContainerInstance& host) const;
  std::optional<RolloutStep> drained();             ///< what becomes of hosts that are being drained
  std::optional<RolloutStep> services_that_lack();  ///< they are waited for
  std::optional<RolloutStep> marked();              ///< hosts whose note has had its time
  /// Of the zones with the most hosts first, so that the group has no reason to balance them.
  Hosts next_hosts(std::size_t count) const;
  std::string zone_of(const ContainerInstance& host) const { return description_.instance_of(host)->zone; }

  // ---- one_by_one_step.cpp
  std::optional<RolloutStep> suspend();
  RolloutStep raise_or_drain();
  RolloutStep surplus();
  RolloutStep resize(long long desired, const std::string& text);
  std::map<std::string, long long> hosts_by_zone() const;
  bool is_to_be_balanced() const;
  Hosts spare_hosts(std::size_t count) const;

  // ---- single_step.cpp
  Hosts hosts_in_need(const Hosts& hosts) const;  ///< of a successor
  std::optional<RolloutStep> ready_batch(const Hosts& batch);

  const Description& description_;
  const Cluster& cluster_;
  const RolloutPlan& plan_;
  const RolloutPart& part_;
  const RolloutMemory& memory_;
  RolloutStep step_;
};

/// Those whose registration failed.
RolloutPart::Hosts failed_ones(const RolloutPart::Hosts& hosts);

}  // namespace eni::diagnosis
