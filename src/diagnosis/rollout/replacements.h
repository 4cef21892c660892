#pragma once
/// The instances that a rollout has launched in the place of single hosts, by the tag that says for which.
#include <map>
#include <string>

#include "diagnosis/rollout/rollout_plan.h"

namespace eni::diagnosis {

class Replacements {
 public:
  /// @param part  that of the single hosts, as it is now; the description outlives this
  Replacements(const Description& description, const RolloutPart& part);

  /// It has registered, and is as it should be.
  bool has_ready(const ContainerInstance& host) const { return ready_.contains(host.instance_id); }
  /// It is no host yet.
  bool has_launching(const ContainerInstance& host) const { return launching_.contains(host.instance_id); }
  /// It would leave a place empty: it was not itself launched for a host that is still there.
  bool is_needed_for(const ContainerInstance& host) const;
  /// It may not end without one, and there is none, nor one to come.
  bool is_lacking(const ContainerInstance& host) const {
    return is_needed_for(host) && !has_ready(host) && !has_launching(host);
  }

 private:
  const Description& description_;
  std::set<std::string> there_;  ///< single hosts
  std::set<std::string> ready_;
  std::set<std::string> launching_;
};

}  // namespace eni::diagnosis
