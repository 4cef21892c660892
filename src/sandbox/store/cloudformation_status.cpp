#include "sandbox/store/cloudformation_status.h"

#include <algorithm>

namespace eni::sandbox {
namespace {

template <class Status>
struct Spelling {
  Status status;
  std::string_view text;
};

constexpr Spelling<StackStatus> kStackStatuses[] = {
    {StackStatus::kNone, ""},
    {StackStatus::kCreateInProgress, "CREATE_IN_PROGRESS"},
    {StackStatus::kCreateFailed, "CREATE_FAILED"},
    {StackStatus::kCreateComplete, "CREATE_COMPLETE"},
    {StackStatus::kRollbackInProgress, "ROLLBACK_IN_PROGRESS"},
    {StackStatus::kRollbackFailed, "ROLLBACK_FAILED"},
    {StackStatus::kRollbackComplete, "ROLLBACK_COMPLETE"},
    {StackStatus::kDeleteInProgress, "DELETE_IN_PROGRESS"},
    {StackStatus::kDeleteFailed, "DELETE_FAILED"},
    {StackStatus::kDeleteComplete, "DELETE_COMPLETE"},
    {StackStatus::kUpdateInProgress, "UPDATE_IN_PROGRESS"},
    {StackStatus::kUpdateCompleteCleanupInProgress, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"},
    {StackStatus::kUpdateComplete, "UPDATE_COMPLETE"},
    {StackStatus::kUpdateFailed, "UPDATE_FAILED"},
    {StackStatus::kUpdateRollbackInProgress, "UPDATE_ROLLBACK_IN_PROGRESS"},
    {StackStatus::kUpdateRollbackFailed, "UPDATE_ROLLBACK_FAILED"},
    {StackStatus::kUpdateRollbackCompleteCleanupInProgress, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"},
    {StackStatus::kUpdateRollbackComplete, "UPDATE_ROLLBACK_COMPLETE"},
    {StackStatus::kReviewInProgress, "REVIEW_IN_PROGRESS"},
    {StackStatus::kImportInProgress, "IMPORT_IN_PROGRESS"},
    {StackStatus::kImportComplete, "IMPORT_COMPLETE"},
    {StackStatus::kImportRollbackInProgress, "IMPORT_ROLLBACK_IN_PROGRESS"},
    {StackStatus::kImportRollbackFailed, "IMPORT_ROLLBACK_FAILED"},
    {StackStatus::kImportRollbackComplete, "IMPORT_ROLLBACK_COMPLETE"},
};

constexpr Spelling<ResourceStatus> kResourceStatuses[] = {
    {ResourceStatus::kNone, ""},
    {ResourceStatus::kCreateInProgress, "CREATE_IN_PROGRESS"},
    {ResourceStatus::kCreateFailed, "CREATE_FAILED"},
    {ResourceStatus::kCreateComplete, "CREATE_COMPLETE"},
    {ResourceStatus::kUpdateInProgress, "UPDATE_IN_PROGRESS"},
    {ResourceStatus::kUpdateFailed, "UPDATE_FAILED"},
    {ResourceStatus::kUpdateComplete, "UPDATE_COMPLETE"},
    {ResourceStatus::kDeleteInProgress, "DELETE_IN_PROGRESS"},
    {ResourceStatus::kDeleteFailed, "DELETE_FAILED"},
    {ResourceStatus::kDeleteComplete, "DELETE_COMPLETE"},
    {ResourceStatus::kDeleteSkipped, "DELETE_SKIPPED"},
    {ResourceStatus::kImportInProgress, "IMPORT_IN_PROGRESS"},
    {ResourceStatus::kImportFailed, "IMPORT_FAILED"},
    {ResourceStatus::kImportComplete, "IMPORT_COMPLETE"},
    {ResourceStatus::kImportRollbackInProgress, "IMPORT_ROLLBACK_IN_PROGRESS"},
    {ResourceStatus::kImportRollbackComplete, "IMPORT_ROLLBACK_COMPLETE"},
};

constexpr Spelling<ChangeSetStatus> kChangeSetStatuses[] = {
    {ChangeSetStatus::kCreateComplete, "CREATE_COMPLETE"},
    {ChangeSetStatus::kFailed, "FAILED"},
};

constexpr Spelling<ExecutionStatus> kExecutionStatuses[] = {
    {ExecutionStatus::kUnavailable, "UNAVAILABLE"},
    {ExecutionStatus::kAvailable, "AVAILABLE"},
    {ExecutionStatus::kExecuteInProgress, "EXECUTE_IN_PROGRESS"},
    {ExecutionStatus::kExecuteComplete, "EXECUTE_COMPLETE"},
    {ExecutionStatus::kExecuteFailed, "EXECUTE_FAILED"},
};

template <class Status, std::size_t N>
std::string_view spelling_in(const Spelling<Status> (&table)[N], Status status) {
  return std::find_if(std::begin(table), std::end(table),
                      [status](const Spelling<Status>& row) { return row.status == status; })
      ->text;
}

template <class Status, std::size_t N>
std::optional<Status> find_in(const Spelling<Status> (&table)[N], std::string_view text) {
  const auto row = std::find_if(std::begin(table), std::end(table),
                                [text](const Spelling<Status>& candidate) { return candidate.text == text; });
  if (row == std::end(table)) return std::nullopt;
  return row->status;
}

template <class Status>
bool ends_with(Status status, std::string_view end) {
  return to_string(status).ends_with(end);
}

}  // namespace

std::string_view to_string(StackStatus status) { return spelling_in(kStackStatuses, status); }
template <>
std::optional<StackStatus> parse_status(std::string_view text) {
  return find_in(kStackStatuses, text);
}

std::string_view to_string(ResourceStatus status) { return spelling_in(kResourceStatuses, status); }
template <>
std::optional<ResourceStatus> parse_status(std::string_view text) {
  return find_in(kResourceStatuses, text);
}

std::string_view to_string(ChangeSetStatus status) { return spelling_in(kChangeSetStatuses, status); }
template <>
std::optional<ChangeSetStatus> parse_status(std::string_view text) {
  return find_in(kChangeSetStatuses, text);
}

std::string_view to_string(ExecutionStatus status) { return spelling_in(kExecutionStatuses, status); }
template <>
std::optional<ExecutionStatus> parse_status(std::string_view text) {
  return find_in(kExecutionStatuses, text);
}

bool is_in_progress(StackStatus status) { return ends_with(status, "_IN_PROGRESS"); }
bool is_in_progress(ResourceStatus status) { return ends_with(status, "_IN_PROGRESS"); }
bool is_complete(StackStatus status) { return ends_with(status, "_COMPLETE"); }
bool is_complete(ResourceStatus status) { return ends_with(status, "_COMPLETE"); }
bool is_rollback(StackStatus status) { return to_string(status).find("ROLLBACK") != std::string_view::npos; }

}  // namespace eni::sandbox
