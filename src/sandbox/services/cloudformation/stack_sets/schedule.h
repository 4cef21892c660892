#pragma once
/// Which accounts an operation on a stack set turns to next. Pure: what was asked for and what has come of it in, what to do out.
/// Source: CloudFormation API Reference, "StackSetOperationPreferences"; User Guide, "StackSets concepts", "Choose the Concurrency
/// Mode for StackSets".
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::cloudformation {

struct OperationPreferences {
  std::vector<std::string> region_order;
  bool regions_in_parallel = false;
  bool is_soft = false;                ///< SOFT_FAILURE_TOLERANCE: failures do not lower the concurrency
  std::optional<int> tolerated_count;  ///< one of the two at most, as of those below
  std::optional<int> tolerated_percentage;
  std::optional<int> concurrent_count;
  std::optional<int> concurrent_percentage;
};

/// How many of a Region's accounts may fail: 0 unless told otherwise; a percentage is rounded down.
int failure_tolerance(const OperationPreferences& preferences, int accounts);
/// How many of a Region's accounts are dealt with at a time while none has failed: 1 unless told otherwise; a percentage is rounded
/// down, but not to 0. Strictly, no more than one beyond the tolerance.
int max_concurrent(const OperationPreferences& preferences, int accounts);

enum class TurnStatus { kPending, kRunning, kSucceeded, kFailed, kCancelled };

/// One account in one Region. All of a Region stand together.
struct Turn {
  std::string_view region;
  TurnStatus status = TurnStatus::kPending;
};

struct NextTurns {
  std::vector<std::size_t> begin;   ///< positions, in their order
  std::vector<std::size_t> cancel;  ///< will not be attempted any more
  bool is_over = false;             ///< nothing is under way or to come
  bool has_failed = false;          ///< in some Region more have failed than are tolerated
};

/// @param is_stopping  nothing is begun any more; what runs comes to its end
NextTurns next_turns(const OperationPreferences& preferences, std::span<const Turn> turns, bool is_stopping);

}  // namespace eni::sandbox::cloudformation
