#pragma once
/// A stack while an operation runs on it: its rows in memory, and the journal that writes each change of status with
/// its event in one transaction.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sandbox/services/cloudformation/calls/service_caller.h"
#include "sandbox/services/cloudformation/custom/response_endpoint.h"
#include "sandbox/services/cloudformation/engine/failure.h"
#include "sandbox/services/cloudformation/engine/hidden_values.h"
#include "sandbox/services/cloudformation/engine/stack_model.h"
#include "sandbox/services/cloudformation/engine/stack_operation.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

struct StackWork {
  StackWork(EngineParts& engine_parts, TaskGroup& task_group, ResponseEndpoint& response_desk,
            StackRecord record);

  EngineParts& parts;
  TaskGroup& tasks;
  ResponseEndpoint& responses;
  StackRecord stack;
  StackOperation operation;
  ResourceRecords resources;
  std::unique_ptr<StackModel> model;   ///< of what is being made; none while deleting
  std::unique_ptr<StackModel> former;  ///< of what a rollback goes back to
  std::vector<std::string> failed;     ///< logical ids, in order of failing
  std::set<std::string> replaced;      ///< logical ids that the running update has replaced
  std::optional<Failure> stop_cause;   ///< why nothing more is begun, if no resource is the cause
  bool stopping = false;               ///< a step failed, time is up, or the user cancelled
  bool is_fresh = false;               ///< begun by this run of the sandbox, not taken up from a former one
  std::map<std::string, std::string>
      unsaved;          ///< by logical id: physical ids of save_made() that the store did not take
  json::array outputs;  ///< of take_outputs()
  std::vector<std::string> imports;

  /// New status of the stack, with its event.
  void set_stack_status(StackStatus status, const std::string& reason = {});
  /// The same, and nothing of the operation is needed any more.
  void end_operation(StackStatus status, const std::string& reason = {});
  /// New status of a resource, with its event.
  /// @param state  whose physical id and properties the event shows: `current` unless told otherwise
  void set_resource_status(ResourceRecord& resource, ResourceStatus status, const std::string& reason = {},
                           const ResourceState* state = nullptr);
  /// Writes a resource without an event.
  void save(const ResourceRecord& resource);
  void erase(const std::string& logical_id);
  void save_operation();
  /// Forgets what the resource's step has kept for a restart: it has ended, or begins anew.
  void forget_step(const std::string& logical_id);
  /// Makes the record of `logical_id` what the store has of it, after a step of it was broken off. What was made meanwhile
  /// and could not be written is written now.
  void reload(const std::string& logical_id);
  /// Saves the id of what a handler has just made: from now on it is to be deleted if the step does not come to its end.
  void save_made(ResourceRecord& resource, const std::string& physical_id);
  /// With an event, that the creation of a resource is under way; once, after a restart too. From now on others find it by
  /// its id: a host that signals does.
  void announce(ResourceRecord& resource);
  /// The record of `logical_id`, made if it is not there.
  ResourceRecord& record(const std::string& logical_id);

  /// Begins nothing more, and has custom resources that are being waited for given up.
  void stop();
  /// The same, if `result` is a failure: of what is no resource's step.
  void stop_if_failed(const StepResult<>& result);
  ResourceCall call_for(const std::string& logical_id, const ResourceState& state) const;
  /// Why the operation is being given up: stop_cause, and what failed in steps of resources (reasons.h, failed_to).
  std::string stop_reason(const std::string& failures) const;

 private:
  /// What events do not show: of the stack as it was before the operation, and as it is to be.
  HiddenValues hidden();

  std::optional<HiddenValues> hidden_parameters_;  ///< read when they are first asked for
};

}  // namespace eni::sandbox::cloudformation
