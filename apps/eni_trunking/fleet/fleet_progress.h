#pragma once
/// An operation of a stack set while it goes on: a table of accounts by Regions, drawn anew, on a terminal; elsewhere a line for each
/// failure and for each change of the counts.
#include <chrono>
#include <iosfwd>
#include <set>
#include <string>
#include <vector>

#include "eni_trunking/fleet/stack_set.h"
#include "eni_trunking/output/live_lines.h"

namespace eni::command {

/// How many places are in each state.
struct ResultCounts {
  std::size_t pending = 0, running = 0, succeeded = 0, failed = 0, cancelled = 0;

  void add(const std::string& status);
  std::size_t total() const { return pending + running + succeeded + failed + cancelled; }
  auto operator<=>(const ResultCounts&) const = default;
};

/// The whole picture, at most `rows` lines of at most `columns`: accounts by Regions where that fits, else the counts of each Region
/// and as many of the failures as there is room for.
std::vector<std::string> operation_picture(const StackSetOperation& operation,
                                           const std::vector<OperationResult>& results,
                                           std::chrono::seconds elapsed, const DisplaySize& size,
                                           Colours colours);

class FleetProgress {
 public:
  /// @param out       outlives this
  /// @param expected  how many places the operation is about: those without a result yet are pending. 0: not known
  FleetProgress(std::ostream& out, DisplaySize size, Colours colours, std::size_t expected)
      : out_{out}, live_{out}, size_{size}, colours_{colours}, expected_{expected} {}

  void show(const StackSetOperation& operation, const std::vector<OperationResult>& results,
            std::chrono::seconds elapsed);

 private:
  void tell(const StackSetOperation& operation, const std::vector<OperationResult>& results,
            std::chrono::seconds elapsed);

  std::ostream& out_;
  LiveLines live_;
  DisplaySize size_;
  Colours colours_;
  std::size_t expected_;
  ResultCounts told_;
  std::set<StackPlace> told_failures_;
};

}  // namespace eni::command
