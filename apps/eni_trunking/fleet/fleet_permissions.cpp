#include "eni_trunking/fleet/fleet_permissions.h"

#include "eni_trunking/fleet/stack_set_roles.h"
#include "eni_trunking/output/question.h"

namespace eni::command {
namespace {

/// For IAM to know a role that was made a moment ago.
constexpr std::chrono::seconds kPropagation{10};

}  // namespace

client::CallResult<bool> FleetPermissions::check_administration_role(const StackSetContent& content,
                                                                     const std::string& target) {
  const std::string execution_role =
      content.execution_role_name.empty() ? std::string(kExecutionRole) : content.execution_role_name;
  AdministrationRole role{command_.client(), command_.caller(), content.administration_role_arn,
                          execution_role};
  ENI_TRY(const AdministrationRoleFindings findings, role.inspect(target));
  for (const std::string& unseen : findings.unseen)
    tell(terminal_, "Not seen of " + role.name() + ", " + unseen);
  if (findings.trusts_everybody)
    tell(terminal_, "The role " + role.name() +
                        " trusts CloudFormation for stack sets of other accounts, too: a condition on "
                        "aws:SourceAccount in its trust policy would keep these out.");
  if (findings.is_fine()) return true;
  if (!options_.fix || options_.no_execute) {
    fail(terminal_, role.problem(findings));
    return false;
  }
  if (!is_permitted(role.question(findings))) return false;
  ENI_TRY(const std::vector<std::string> done, role.mend(findings));
  for (const std::string& what : done) tell(terminal_, what);
  is_mended_ = true;
  if (!command_.stack_command().interruption().wait(kPropagation))
    return client::CallFailure::unexpected("interrupted");
  return true;
}

client::CallResult<bool> FleetPermissions::check_organizations_access(const std::string& organization) {
  ENI_TRY(const bool has_access, command_.stack_set().has_organizations_access());
  if (has_access) return true;
  if (!options_.fix || options_.no_execute) {
    fail(terminal_, {"StackSets has no trusted access to the organization",
                     "run the same with --fix, or: aws cloudformation activate-organizations-access"});
    return false;
  }
  if (!is_permitted("Let StackSets work with the organization " + organization + "?")) return false;
  ENI_CHECK(command_.stack_set().activate_organizations_access());
  tell(terminal_, "StackSets has trusted access to the organization now");
  is_mended_ = true;
  return true;
}

bool FleetPermissions::is_permitted(const std::string& question) {
  if (options_.fleet.yes || is_confirmed(terminal_, question)) return true;
  tell(terminal_, "Nothing was changed.");
  return false;
}

}  // namespace eni::command
