#pragma once
/// Whether StackSets may do its work from the caller's account. Where it may not, --fix lets it, after a question; else what is missing is said,
/// with what to type.
#include "eni_trunking/fleet/fleet_deploy_options.h"

namespace eni::command {

class FleetPermissions {
 public:
  /// All of them outlive this.
  FleetPermissions(const FleetDeployOptions& options, FleetCommand& command, Terminal& terminal)
      : options_{options}, command_{command}, terminal_{terminal} {}

  /// Of a self-managed stack set: may CloudFormation become the administration role, and that the execution role?
  /// @param target  an account that is deployed to
  /// @return        false: not, and that was said
  client::CallResult<bool> check_administration_role(const StackSetContent& content,
                                                     const std::string& target);
  /// Of a service-managed one: has StackSets trusted access to the organization?
  client::CallResult<bool> check_organizations_access(const std::string& organization);

  /// Whether --fix has changed something.
  bool has_changed_anything() const { return is_mended_; }

 private:
  bool is_permitted(const std::string& question);

  const FleetDeployOptions& options_;
  FleetCommand& command_;
  Terminal& terminal_;
  bool is_mended_ = false;
};

}  // namespace eni::command
