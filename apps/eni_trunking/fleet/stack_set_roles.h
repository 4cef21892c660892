#pragma once
/// The roles of a self-managed stack set: one in the administrator account, which CloudFormation becomes, and one in each target
/// account, which that one becomes.
/// Source: AWS CloudFormation User Guide, "Grant self-managed permissions", "Set up global keys to mitigate confused deputy problems".
#include <string>
#include <vector>

#include "base/json.h"
#include "eni_trunking/roles/caller.h"

namespace eni::command {

inline constexpr std::string_view kAdministrationRole = "AWSCloudFormationStackSetAdministrationRole";
inline constexpr std::string_view kExecutionRole = "AWSCloudFormationStackSetExecutionRole";

/// Lets CloudFormation become the role for stack sets of the administrator account, and for nobody else's.
json::object administration_trust(const Caller& administrator);
/// Lets it become the execution role of every account.
json::object administration_policy(const std::string& partition, const std::string& execution_role);

/// Whom of CloudFormation's callers a trust policy lets in.
enum class CloudFormationTrust {
  kNone,
  kOwnStackSets,  ///< those of the administrator account
  kEverybodys,    ///< of other accounts, too, which could have CloudFormation use the role for them
};
/// @param region  of the stack set: where a Region has to be enabled, CloudFormation has its name in its own
/// @error  the document is no policy
Result<CloudFormationTrust> trust_in_cloudformation(const std::string& document, const Caller& administrator,
                                                    const aws::Region& region);

/// A template for the target accounts: a role that may do what the stack needs and what `doctor` reads, and no more, and that
/// `administrator`'s roles and users may become.
std::string execution_role_template(const Caller& administrator, const std::string& role_name);

/// What the administration role lacks, as far as the caller may see.
struct AdministrationRoleFindings {
  bool is_missing = false;
  bool lacks_trust = false;              ///< CloudFormation may not become it
  bool trusts_everybody = false;         ///< CloudFormation may, for whomever: no reason to stop
  bool lacks_policy = false;             ///< it may not become the execution role
  std::vector<std::string> unseen = {};  ///< what could not be looked at, and why: a sentence each

  bool is_fine() const { return !is_missing && !lacks_trust && !lacks_policy; }
};

/// The administration role of an account, by AWS's name or by the users' own.
class AdministrationRole {
 public:
  /// @param client  of the administrator account, in the stack set's Region; outlives this
  /// @param arn     "" for AWS's name
  AdministrationRole(client::AwsClient& client, const Caller& administrator, const std::string& arn,
                     std::string execution_role);

  const std::string& name() const { return name_; }
  /// @param target  an account that is deployed to
  client::CallResult<AdministrationRoleFindings> inspect(const std::string& target);
  /// "this account has no role …", of findings that are not fine. Pure
  Error problem(const AdministrationRoleFindings& findings) const;
  /// Whether to do what mend() does. Pure
  std::string question(const AdministrationRoleFindings& findings) const;
  /// Makes it, or adds what it lacks. @return  what was done, a phrase each
  client::CallResult<std::vector<std::string>> mend(const AdministrationRoleFindings& findings);

 private:
  /// The trust policy. @return  nothing if there is no such role, or it may not be read
  client::CallResult<std::optional<std::string>> read_trust(AdministrationRoleFindings& findings);
  client::CallResult<void> inspect_policies(const std::string& target, AdministrationRoleFindings& findings);
  client::CallResult<void> make();
  client::CallResult<void> add_trust();
  client::CallResult<void> add_policy();

  client::AwsClient* client_;
  Caller administrator_;
  aws::Arn arn_;
  std::string name_;
  std::string execution_role_;
};

}  // namespace eni::command
