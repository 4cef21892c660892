/// DescribeAccount, ListAccounts, MoveAccount, CloseAccount, RemoveAccountFromOrganization, LeaveOrganization.
#include "sandbox/services/organizations/events.h"
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/operations.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

ApiResult<void> remove(Call& call, const Organization& organization, const OrganizationAccount& account) {
  if (account.id == organization.management_account) {
    return ApiError{"MasterCannotLeaveOrganizationException",
                    "The management account can't be removed from its organization."};
  }
  if (!repository(call).services_of(organization.id, account.id).empty()) {
    return constraint_violation(
        "You can't remove an account that is registered as a delegated administrator of a service.");
  }
  repository(call).remove_account(account.id);
  repository(call).note_change(account.id);
  publish_call(call.env, organization, "RemoveAccountFromOrganization", {{"accountId", account.id}});
  return {};
}

}  // namespace

ApiResult<Reply> describe_account(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  ENI_TRY(const auto account, named_account(call, organization));
  return Reply{json::object{{"Account", account_shape(organization, account)}}};
}

ApiResult<Reply> list_accounts(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  json::array accounts;
  for (const OrganizationAccount& account : repository(call).accounts_of(organization.id))
    accounts.push_back(account_shape(organization, account));
  return page_of(call, "Accounts", std::move(accounts));
}

ApiResult<Reply> move_account(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(auto account, named_account(call, organization));
  const std::string source = call.params.text_or("SourceParentId", "");
  const std::string destination = call.params.text_or("DestinationParentId", "");
  if (source != account.parent) {
    return ApiError{"SourceParentNotFoundException",
                    "You specified a source parent that the account is not in."};
  }
  if (!is_parent(call, organization, destination)) {
    return ApiError{"DestinationParentNotFoundException",
                    "You specified a destination parent that doesn't exist."};
  }
  if (source == destination)
    return ApiError{"DuplicateAccountException", "The account is already in the destination parent."};
  account.parent = destination;
  repository(call).update(account);
  repository(call).note_change(account.id);
  publish_call(call.env, organization, "MoveAccount",
               {{"accountId", account.id}, {"sourceParentId", source}, {"destinationParentId", destination}});
  return Reply{};
}

ApiResult<Reply> close_account(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(auto account, named_account(call, organization));
  if (account.id == organization.management_account)
    return constraint_violation("You can't close the management account.");
  if (account.status != "ACTIVE")
    return ApiError{"AccountAlreadyClosedException",
                    "You attempted to close an account that is already closed."};
  account.status = "SUSPENDED";
  repository(call).update(account);
  return Reply{};
}

ApiResult<Reply> remove_account_from_organization(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(const auto account, named_account(call, organization));
  ENI_CHECK(remove(call, organization, account));
  return Reply{};
}

ApiResult<Reply> leave_organization(Call& call) {
  ENI_TRY(const auto organization, own_organization(call));
  const auto account = repository(call).find_account(call.account().value);
  ENI_CHECK(remove(call, organization, account.value()));
  return Reply{};
}

}  // namespace eni::sandbox::organizations_service
