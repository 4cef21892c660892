#pragma once
/// The statuses of CloudFormation, with AWS's spelling of each. Source: CloudFormation API Reference, "Stack", "StackResource",
/// "DescribeChangeSet".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox {

enum class StackStatus {
  kNone,  ///< not written yet
  kCreateInProgress,
  kCreateFailed,
  kCreateComplete,
  kRollbackInProgress,
  kRollbackFailed,
  kRollbackComplete,
  kDeleteInProgress,
  kDeleteFailed,
  kDeleteComplete,
  kUpdateInProgress,
  kUpdateCompleteCleanupInProgress,
  kUpdateComplete,
  kUpdateFailed,
  kUpdateRollbackInProgress,
  kUpdateRollbackFailed,
  kUpdateRollbackCompleteCleanupInProgress,
  kUpdateRollbackComplete,
  kReviewInProgress,
  kImportInProgress,
  kImportComplete,
  kImportRollbackInProgress,
  kImportRollbackFailed,
  kImportRollbackComplete,
};

enum class ResourceStatus {
  kNone,  ///< nothing has been done about it yet
  kCreateInProgress,
  kCreateFailed,
  kCreateComplete,
  kUpdateInProgress,
  kUpdateFailed,
  kUpdateComplete,
  kDeleteInProgress,
  kDeleteFailed,
  kDeleteComplete,
  kDeleteSkipped,
  kImportInProgress,
  kImportFailed,
  kImportComplete,
  kImportRollbackInProgress,
  kImportRollbackComplete,
};

/// Those that a change set has here, where it is made within one call.
enum class ChangeSetStatus {
  kCreateComplete,
  kFailed,
};

/// kExecuteInProgress is what the row of an executed one says; the others follow from its stack.
enum class ExecutionStatus {
  kUnavailable,
  kAvailable,
  kExecuteInProgress,
  kExecuteComplete,
  kExecuteFailed,
};

/// As AWS spells it; "" for kNone.
std::string_view to_string(StackStatus status);
std::string_view to_string(ResourceStatus status);
std::string_view to_string(ChangeSetStatus status);
std::string_view to_string(ExecutionStatus status);

/// The status that AWS spells so. @return  nothing if there is none
template <class Status>
std::optional<Status> parse_status(std::string_view text);
template <>
std::optional<StackStatus> parse_status(std::string_view text);
template <>
std::optional<ResourceStatus> parse_status(std::string_view text);
template <>
std::optional<ChangeSetStatus> parse_status(std::string_view text);
template <>
std::optional<ExecutionStatus> parse_status(std::string_view text);

/// An operation runs on it, or it is being reviewed.
bool is_in_progress(StackStatus status);
bool is_in_progress(ResourceStatus status);
bool is_complete(StackStatus status);
bool is_complete(ResourceStatus status);
/// Of a creation or of an update, in whatever phase.
bool is_rollback(StackStatus status);

}  // namespace eni::sandbox
