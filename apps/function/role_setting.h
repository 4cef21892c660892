#pragma once
/// The setting of one role: made, read back, undone. Each step under the role's own session, because ECS lets
/// nobody but the principal itself and root change a principal's setting.
#include <string>

#include "function/attempts.h"
#include "trunking/setting_properties.h"

namespace eni::function {

/// A failure as the stack's event shows it: what was tried, then AWS's own words.
struct Failure {
  Failure() = default;
  Failure(const std::string& what, const std::string& why) : reason{what + " failed: " + why} {}

  std::string reason;
};

struct AppliedSetting {
  std::string principal_arn;
  std::string value;
  std::string previous_value;  ///< "unknown" if the role may not read its settings
};

/// How an undo ended that did not fail.
struct Undone {
  std::string note;  ///< why nothing was done, for the answer's reason; empty if all was
};

class RoleSetting {
 public:
  RoleSetting(RoleSessions& sessions, AccountSettings& settings, const Attempts& attempts, Logger& log)
      : sessions_{sessions}, settings_{settings}, attempts_{attempts}, log_{log} {}

  /// Assume the role, put the value, read back what counts now.
  Result<AppliedSetting, Failure> apply(const std::string& role, const aws::Region& region,
                                        const std::string& value);

  /// Assume the role and take the setting back. A role that is gone, no longer lets itself be assumed, or may
  /// not change its settings is no failure: a stack that cannot be deleted helps nobody.
  Result<Undone, Failure> undo(const std::string& role, const aws::Region& region, trunking::OnDelete mode);

 private:
  Result<std::string, Failure> put(const std::string& role, const aws::Region& region,
                                   const aws::Credentials& session, const std::string& value);
  Result<AppliedSetting, Failure> read_back(const std::string& role, const aws::Region& region,
                                            const aws::Credentials& session, const std::string& value);

  RoleSessions& sessions_;
  AccountSettings& settings_;
  const Attempts& attempts_;
  Logger& log_;
};

}  // namespace eni::function
