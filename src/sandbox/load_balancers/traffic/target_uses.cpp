#include "sandbox/load_balancers/traffic/target_uses.h"

namespace eni::sandbox::load_balancers {

TargetUses::Lease::Lease(TargetUses& uses, const TargetGroup& group, const Target& target, Stream& stream)
    : uses_{uses}, use_{uses.uses_.insert(uses.uses_.end(), {group.arn, target.name(), &stream})} {
  ++uses_.of(use_->group).outstanding[use_->target];
}

TargetUses::Lease::~Lease() {
  auto& outstanding = uses_.of(use_->group).outstanding;
  if (--outstanding[use_->target] <= 0) outstanding.erase(use_->target);
  uses_.uses_.erase(use_);
}

}  // namespace eni::sandbox::load_balancers
