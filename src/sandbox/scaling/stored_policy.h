#pragma once
/// Scaling policies and the alarms that are their own (target tracking): made, renewed and deleted together.
///
/// A policy is in the store, with the names of its alarms and a note of what is due, before CloudWatch is asked: so none is left
/// behind. While CloudWatch is asked another call may change or delete the policy. So nothing is stored that was read before: who
/// finds another policy than the one that it has made alarms for begins again, with what is there now.
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/scaling/target_tracking.h"

namespace eni::sandbox::scaling {

/// One policy in the store of its service. Its document has Alarms: [{"AlarmName": …, "AlarmARN": …}]; members that begin with '_'
/// are the sandbox's own.
class StoredPolicy {
 public:
  virtual ~StoredPolicy() = default;

  /// As it is now; nothing if it is gone, or what it belongs to is.
  virtual std::optional<json::object> read() const = 0;
  virtual void write(const json::object& document) = 0;
  virtual void remove() = 0;
  /// What the alarms of a document watch.
  virtual TrackedMetric tracked(const json::object& document) const = 0;
  /// PutMetricAlarm, DeleteAlarms; as the service's own role.
  virtual Task<ApiResult<json::object>> ask_cloudwatch(std::string operation, json::object params) = 0;
};

struct WantedAlarms {
  bool any = false;  ///< the policy tracks a value
  bool low = false;  ///< it may scale in
};
/// Writes into a document which alarms it has: one that is high, and one that is low. Those that it has keep their names.
/// @param subject  a group's name, a resource's id
void name_alarms(const Call& call, std::string_view subject, WantedAlarms wanted, json::object& document);

/// Stores the policy and makes its alarms; those that it had and has no more are deleted.
/// @param written  called in the transaction in which the policy is written
/// @error  what CloudWatch answers: the policy is as it was before
Task<ApiResult<void>> put_policy(Environment& env, StoredPolicy& policy, json::object document,
                                 std::function<void()> written = {});

/// With its alarms. One that CloudWatch does not delete is left, with a warning.
Task<void> delete_policy(Environment& env, StoredPolicy& policy);

/// Whether an alarm of it is to be made or deleted.
bool is_due(const json::object& document);
/// Does what is due, as after a restart. @error  what CloudWatch answers: it stays due
Task<ApiResult<void>> settle(Environment& env, StoredPolicy& policy);

}  // namespace eni::sandbox::scaling
