#pragma once
/// What is under way to which target: for the algorithms that count it, and to end it when the target is gone.
#include <list>
#include <map>
#include <string>

#include "sandbox/load_balancers/routing/target_choice.h"
#include "sandbox/load_balancers/sockets/stream.h"

namespace eni::sandbox::load_balancers {

class TargetUses {
  struct Use {
    std::string group;
    std::string target;
    Stream* stream;
  };

 public:
  /// A request or a connection that is under way.
  class Lease {
   public:
    /// @param stream  to the target; outlives the lease
    Lease(TargetUses& uses, const TargetGroup& group, const Target& target, Stream& stream);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

   private:
    TargetUses& uses_;
    std::list<Use>::iterator use_;
  };

  GroupUse& of(const std::string& group) { return groups_[group]; }
  /// Ends what is under way to targets for which `is_gone(group, name)` holds.
  template <class IsGone>
  void abort_if(IsGone is_gone) {
    for (const Use& use : uses_)
      if (is_gone(use.group, use.target)) use.stream->abort();
  }

 private:
  std::map<std::string, GroupUse> groups_;
  std::list<Use> uses_;
};

}  // namespace eni::sandbox::load_balancers
