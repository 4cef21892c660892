#pragma once
/// What operations share: who may call them, what a call names, pages.
#include <string>
#include <vector>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/organizations_repository.h"

namespace eni::sandbox::organizations_service {

OrganizationsRepository& repository(const Call& call);

/// The organization that the caller is in. @error  AWSOrganizationsNotInUseException
ApiResult<Organization> own_organization(const Call& call);
/// The same for what the management account alone may do. @error  AccessDeniedException, too
ApiResult<Organization> managed_organization(const Call& call);
/// The same for what delegated administrators of any service may look at as well. @error  AccessDeniedException, too
ApiResult<Organization> visible_organization(const Call& call);

/// AccountId, in the organization. @error  AccountNotFoundException
ApiResult<OrganizationAccount> named_account(const Call& call, const Organization& organization);
/// OrganizationalUnitId. @error  OrganizationalUnitNotFoundException
ApiResult<OrganizationalUnit> named_unit(const Call& call, const Organization& organization);
/// Whether it is the organization's root or one of its units.
bool is_parent(const Call& call, const Organization& organization, std::string_view id);
/// ParentId. @error  ParentNotFoundException
ApiResult<std::string> named_parent(const Call& call, const Organization& organization);

/// A page of `all`: from NextToken on, MaxResults or 20 of them. @error  InvalidInputException for a token of none of ours
ApiResult<Reply> page_of(const Call& call, std::string_view member, json::array all);

ApiError invalid_input(std::string message);
ApiError constraint_violation(std::string message);
ApiError access_denied();

/// What IAM is asked about: the ARNs of the account, the unit or the root that the call names.
Access named_access(const Call& call);

}  // namespace eni::sandbox::organizations_service
