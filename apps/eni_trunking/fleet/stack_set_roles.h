#pragma once
/// The roles of a self-managed stack set: one in the administrator account, which CloudFormation becomes, and one in each target
/// account, which that one becomes.
/// Source: AWS CloudFormation User Guide, "Grant self-managed permissions".
#include <string>

#include "base/json.h"
#include "eni_trunking/roles/caller.h"

namespace eni::command {

inline constexpr std::string_view kAdministrationRole = "AWSCloudFormationStackSetAdministrationRole";
inline constexpr std::string_view kExecutionRole = "AWSCloudFormationStackSetExecutionRole";

json::object administration_trust();
/// Lets it become the execution role of every account.
json::object administration_policy(const std::string& partition, const std::string& execution_role);
/// Whether a trust policy lets CloudFormation become the role.
bool trusts_cloudformation(const std::string& document);

/// A template for the target accounts: a role that may do what the stack needs and what `doctor` reads, and no more, and that
/// `administrator`'s roles and users may become.
std::string execution_role_template(const Caller& administrator, const std::string& role_name);

/// What of the administration role could be seen.
enum class AdministrationRole { kFine, kMissing, kUntrusting, kUnseen };
client::CallResult<AdministrationRole> inspect_administration_role(client::AwsClient& client);
/// Makes it, under AWS's name.
client::CallResult<void> make_administration_role(client::AwsClient& client, const std::string& partition,
                                                  const std::string& execution_role);

}  // namespace eni::command
