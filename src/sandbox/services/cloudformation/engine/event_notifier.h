#pragma once
/// Tells the topics of a stack's NotificationARNs of its events: in their order, each once, and also those that a killed sandbox
/// had not told yet.
#include <memory>

#include "base/json.h"
#include "base/task.h"
#include "sandbox/services/cloudformation/calls/service_caller.h"

namespace eni::sandbox::cloudformation {

class EventNotifier {
 public:
  /// @param parts  of the engine, which outlives it
  explicit EventNotifier(EngineParts& parts);

  /// There is something to tell, or may be. It is told soon, once what runs now has been committed.
  void wake();
  void stop();

 private:
  Task<> tell_all();
  /// @return  whether there was one
  Task<bool> tell_next();

  EngineParts& parts_;
  std::unique_ptr<TaskGroup> tasks_;  ///< one, which tells all that there is; null after stop()
};

/// Subject and text as CloudFormation's messages have them.
inline constexpr std::string_view kNotificationSubject = "AWS CloudFormation Notification";
/// @param event  as DescribeStackEvents shows it
std::string notification_text(const json::object& event, const std::string& account,
                              const std::string& principal_id);

}  // namespace eni::sandbox::cloudformation
