#include "sandbox/services/organizations/operations.h"

#include "sandbox/services/organizations/account_creation.h"
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/service.h"

namespace eni::sandbox::organizations_service {
namespace {

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CloseAccount",
     named_access,
     close_account,
     "AccountId",
     {.differences = "the account is SUSPENDED for good, and what is in it goes on"}},
    {"CreateAccount",
     any_resource,
     create_account,
     "Email AccountName RoleName",
     {.ignores = "IamUserAccessToBilling",
      .differences = "any number of accounts; they get the access role and no service-linked role"}},
    {"CreateOrganization",
     any_resource,
     create_organization,
     "FeatureSet",
     {.differences = "no policies; the management account has an invented address"}},
    {"CreateOrganizationalUnit", named_access, create_organizational_unit, "ParentId Name"},
    {"DeleteOrganization", any_resource, delete_organization},
    {"DeleteOrganizationalUnit", named_access, delete_organizational_unit, "OrganizationalUnitId"},
    {"DeregisterDelegatedAdministrator", named_access, deregister_delegated_administrator,
     "AccountId ServicePrincipal"},
    {"DescribeAccount", named_access, describe_account, "AccountId"},
    {"DescribeCreateAccountStatus", any_resource, describe_create_account_status, "CreateAccountRequestId"},
    {"DescribeOrganization", any_resource, describe_organization},
    {"DescribeOrganizationalUnit", named_access, describe_organizational_unit, "OrganizationalUnitId"},
    {"DisableAWSServiceAccess", any_resource, disable_aws_service_access, "ServicePrincipal"},
    {"EnableAWSServiceAccess",
     any_resource,
     enable_aws_service_access,
     "ServicePrincipal",
     {.differences = "any service of AWS; only StackSets make use of it"}},
    {"LeaveOrganization", any_resource, leave_organization},
    {"ListAWSServiceAccessForOrganization", any_resource, list_aws_service_access_for_organization,
     "NextToken MaxResults"},
    {"ListAccounts", any_resource, list_accounts, "NextToken MaxResults"},
    {"ListAccountsForParent", named_access, list_accounts_for_parent, "ParentId NextToken MaxResults"},
    {"ListChildren", named_access, list_children, "ParentId ChildType NextToken MaxResults"},
    {"ListCreateAccountStatus", any_resource, list_create_account_status, "States NextToken MaxResults"},
    {"ListDelegatedAdministrators", any_resource, list_delegated_administrators,
     "ServicePrincipal NextToken MaxResults"},
    {"ListDelegatedServicesForAccount", named_access, list_delegated_services_for_account,
     "AccountId NextToken MaxResults"},
    {"ListOrganizationalUnitsForParent", named_access, list_organizational_units_for_parent,
     "ParentId NextToken MaxResults"},
    {"ListParents", named_access, list_parents, "ChildId NextToken MaxResults"},
    {"ListRoots", any_resource, list_roots, "NextToken MaxResults"},
    {"MoveAccount", named_access, move_account, "AccountId SourceParentId DestinationParentId"},
    {"RegisterDelegatedAdministrator", named_access, register_delegated_administrator,
     "AccountId ServicePrincipal"},
    {"RemoveAccountFromOrganization", named_access, remove_account_from_organization, "AccountId"},
    {"UpdateOrganizationalUnit", named_access, update_organizational_unit, "OrganizationalUnitId Name"},
};

std::unique_ptr<Component> make_creation(Environment& env) { return std::make_unique<AccountCreation>(env); }

}  // namespace

const Service kService = {
    .name = "organizations",
    .title = "AWS Organizations",
    .protocol = Protocol::kJson11,
    .version = "2016-11-28",
    .xml_namespace = {},
    .target_prefix = "AWSOrganizationsV20161128",
    .operations = kOperations,
    .make_component = make_creation,
    .component_type = std::type_index(typeid(AccountCreation)),
    .constraint_code = "InvalidInputException",
    .unsupported_code = "InvalidInputException",
};

}  // namespace eni::sandbox::organizations_service
