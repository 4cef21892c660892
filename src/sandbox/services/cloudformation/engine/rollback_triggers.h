#pragma once
/// Rollback triggers: alarms that turn a creation or an update back.
/// Source: CloudFormation User Guide, "Roll back your stack on alarm breach".
#include <memory>

#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Looks at the alarms of the operation's RollbackConfiguration now, and every five seconds as long as it lives. An alarm in the state
/// ALARM, or one that is not there, has the stack stop.
class TriggerWatch {
 public:
  explicit TriggerWatch(StackWork& work);
  ~TriggerWatch() { *is_over_ = true; }
  TriggerWatch(const TriggerWatch&) = delete;
  TriggerWatch& operator=(const TriggerWatch&) = delete;

 private:
  std::shared_ptr<bool> is_over_ = std::make_shared<bool>(false);
};

/// MonitoringTimeInMinutes, in which the alarms are watched after everything is deployed; at --pace instant one look.
Task<> monitor(StackWork& work);

}  // namespace eni::sandbox::cloudformation
