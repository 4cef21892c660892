#pragma once
/// The rows of stack instances as an operation goes over them. No transactions of their own.
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/cloudformation_stack_sets.h"

namespace eni::sandbox::cloudformation {

/// What has come of one account in one Region.
struct InstanceOutcome {
  bool has_succeeded = false;
  std::string reason;        ///< of a failure
  std::string stack_id;      ///< "" if there is none
  bool is_gone = false;      ///< after a deletion: the stack set has nothing to do with the stack any more
  bool is_skipped = false;   ///< the account is closed
  bool is_excluded = false;  ///< is_excluded()
};

/// At an operation's beginning: makes the stack set what the operation wants it to be, makes instances that are not there yet,
/// and has all whose turn will come wait for it.
void prepare_instances(Environment& env, const StackSetOperationRecord& operation,
                       const std::vector<StackSetResult>& turns);

/// Whether the operation passes the instance over: an UpdateStackSet does what is INOPERABLE, which a deletion that the
/// update waited for may have made it.
bool is_excluded(const StackSetOperationRecord& operation, const StackInstanceRecord& instance);

/// An instance whose turn has come, or will not come.
void note_turn(Store& store, const std::string& stack_set_id, const StackSetResult& turn);

/// An instance after its turn; after a deletion there is none.
void note_outcome(Store& store, const StackSetOperationRecord& operation, const StackSetResult& turn,
                  const InstanceOutcome& outcome);

/// A stack set's parameters with an instance's own in their places: {ParameterKey, ParameterValue}.
json::array effective_parameters(const json::array& parameters, const json::array& overrides);

/// What an instance's overrides become: those of `given`, of which UsePreviousValue keeps the present one.
json::array changed_overrides(const json::array& present, const json::array& given);

}  // namespace eni::sandbox::cloudformation
