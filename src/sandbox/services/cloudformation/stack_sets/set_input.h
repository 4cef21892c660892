#pragma once
/// What operations on stack sets share: whose they are, which one a call means, and beginning an operation on it.
#include <string>
#include <vector>

#include "sandbox/gateway/operation.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/stack_sets/schedule.h"
#include "sandbox/store/cloudformation_stack_sets.h"

namespace eni::sandbox::cloudformation {

CloudFormationStackSets& stack_sets(const Call& call);
CloudFormationStackInstances& stack_instances(const Call& call);
CloudFormationStackSetOperations& set_operations(const Call& call);

/// The account that has the caller's stack sets: its own, or with CallAs DELEGATED_ADMIN the organization's management account.
/// @error  ValidationError for a caller that administers nothing
ApiResult<std::string> owner(const Call& call);

/// The stack set that StackSetName, a name or an id, means. @error  StackSetNotFoundException
ApiResult<StackSetRecord> required_set(const Call& call);
ApiError set_not_found(const std::string& name);

/// arn:aws:cloudformation:REGION:ACCOUNT:stackset/NAME:UUID
std::string set_arn(const StackSetRecord& set);
/// IAM's view of a call: the stack set's ARN, with * for what is not known.
Access set_access(const Call& call);

/// Where an operation is to work: accounts with the unit that each is in.
struct SetTargets {
  struct Account {
    std::string id;
    std::string organizational_unit;
  };
  std::vector<Account> accounts;
  std::vector<std::string> regions;
  json::object as_given;  ///< DeploymentTargets
};
/// Accounts or DeploymentTargets, and Regions. @error  ValidationError
ApiResult<SetTargets> read_targets(const Call& call, const StackSetRecord& set);

/// An operation as the call asks for it, not written yet. @error  ValidationError for its preferences
ApiResult<StackSetOperationRecord> new_operation(const Call& call, const StackSetRecord& set,
                                                 StackSetAction action);
/// The operation that this very call has begun before; nothing if its OperationId is new.
/// @error  OperationIdAlreadyExistsException for another call's OperationId
ApiResult<std::optional<StackSetOperationRecord>> repeated_operation(
    const Call& call, const StackSetOperationRecord& operation);
/// @error  OperationInProgressException, unless operations wait for each other (ManagedExecution)
ApiResult<void> check_idle(const Call& call, const StackSetRecord& set);

/// Writes the operation with its turns, which stand in their order, and has the engine go on with it.
Reply begin_operation(Call& call, const StackSetRecord& set, StackSetOperationRecord operation,
                      std::vector<StackSetResult> turns);

/// The turns of accounts by Regions, Region after Region.
std::vector<StackSetResult> turns_of(const OperationPreferences& preferences, const SetTargets& targets);

/// @error  StackInstanceNotFoundException for the first turn to a place where the stack set has no instance
ApiResult<void> check_instances(const Call& call, const StackSetRecord& set,
                                const std::vector<StackSetResult>& turns);

/// What a page of `total` elements shows: MaxResults or 100 from NextToken on. @error  ValidationError for a token of none of ours
ApiResult<PageRange> set_page_range(const Call& call, std::size_t total);
/// The reply with that page of `rows`, of which only those are shaped.
template <class Row, class Shape>
ApiResult<Reply> set_page(const Call& call, const std::vector<Row>& rows, Shape shape) {
  ENI_TRY(const PageRange range, set_page_range(call, rows.size()));
  json::array shown;
  for (std::size_t i = range.begin; i < range.end; ++i) shown.push_back(shape(rows[i]));
  json::object reply{{"Summaries", std::move(shown)}};
  set_unless_empty(reply, "NextToken", range.next_token);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::cloudformation
