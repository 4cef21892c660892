#pragma once
/// The instances that a rollout has launched in the place of single hosts, by the tag that says for which.
#include <map>
#include <string>

#include "diagnosis/rollout/rollout_plan.h"

namespace eni::diagnosis {

class Replacements {
 public:
  /// @param part  that of the single hosts
  Replacements(const Description& description, const RolloutPart& part);

  /// It has registered, and is as it should be.
  bool has_ready(const ContainerInstance& host) const { return ready_.contains(host.instance_id); }
  /// It is no host yet.
  bool has_launching(const ContainerInstance& host) const { return launching_.contains(host.instance_id); }

 private:
  std::set<std::string> ready_;
  std::set<std::string> launching_;
};

}  // namespace eni::diagnosis
