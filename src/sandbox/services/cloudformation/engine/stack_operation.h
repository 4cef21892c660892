#pragma once
/// What a stack is in the middle of, kept in its row so that it goes on after the sandbox was killed. Which phase
/// it is in is the stack's status.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/gateway/principal.h"
#include "sandbox/store/cloudformation_records.h"

namespace eni::sandbox::cloudformation {

enum class OnFailure { kRollback, kDelete, kDoNothing };
/// "ROLLBACK", "DELETE", "DO_NOTHING".
std::string_view to_string(OnFailure on_failure);
std::optional<OnFailure> parse_on_failure(std::string_view text);

struct StackOperation {
  Principal principal;      ///< in whose name services are called: the deployer or the service role
  std::string policy_body;  ///< the stack policy that an update has to heed
  std::string token;        ///< ClientRequestToken, shown in events
  OnFailure on_failure = OnFailure::kRollback;
  std::optional<StackDefinition> target;  ///< updates and imports: what the stack is to become
  json::object imports;                   ///< imports: physical ids by logical id
  std::vector<std::string> retain;        ///< deletions: logical ids that stay
  /// Deletions: what the stack goes back to if an export is in use.
  std::optional<StackStatus> status_before;
  std::optional<TimePoint> deadline;  ///< creations with TimeoutInMinutes
  /// Updates of nested stacks: the cleanup waits for the parent, which may still have all of it turned back.
  bool waits_for_parent = false;
  struct Former {
    StackDefinition definition;
    std::string description;
    json::array outputs;
  };
  std::optional<Former> former;  ///< what the stack was before an update that waits so
  bool cancelled = false;        ///< CancelUpdateStack was called, or DeleteStack during the creation

  json::object to_json() const;
  static StackOperation from_json(const json::object& object);
};

}  // namespace eni::sandbox::cloudformation
