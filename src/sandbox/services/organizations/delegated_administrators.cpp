/// RegisterDelegatedAdministrator, DeregisterDelegatedAdministrator, ListDelegatedAdministrators, ListDelegatedServicesForAccount.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/operations.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

bool is_trusted(const Call& call, const Organization& organization, std::string_view service) {
  return std::ranges::any_of(repository(call).services_of(organization.id, ""),
                             [&](const OrganizationService& row) { return row.service == service; });
}

json::object administrator_shape(const Call& call, const Organization& organization,
                                 const OrganizationService& row) {
  const auto account = repository(call).find_account(row.account);
  json::object shape = account ? account_shape(organization, *account) : json::object{{"Id", row.account}};
  shape["DelegationEnabledDate"] = seconds(row.enabled);
  return shape;
}

}  // namespace

ApiResult<Reply> register_delegated_administrator(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(const auto account, named_account(call, organization));
  const std::string service = call.params.text_or("ServicePrincipal", "");
  if (account.id == organization.management_account) {
    return constraint_violation(
        "You cannot register master account/yourself as delegated administrator for your organization.");
  }
  if (!is_trusted(call, organization, service))
    return constraint_violation("Access has not been enabled for the service principal " + service + ".");
  for (const OrganizationService& row : repository(call).services_of(organization.id, account.id)) {
    if (row.service == service) {
      return ApiError{"AccountAlreadyRegisteredException",
                      "The provided account is already a delegated administrator for your organization."};
    }
  }
  repository(call).enable(organization.id, {account.id, service, epoch_millis(call.now())});
  return Reply{};
}

ApiResult<Reply> deregister_delegated_administrator(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(const auto account, named_account(call, organization));
  if (!repository(call).disable(organization.id, account.id, call.params.text_or("ServicePrincipal", ""))) {
    return ApiError{
        "AccountNotRegisteredException",
        "The provided account is not a registered delegated administrator for your organization."};
  }
  return Reply{};
}

/// An account once, however many services it administers.
ApiResult<Reply> list_delegated_administrators(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  const auto service = call.params.text("ServicePrincipal");
  json::array administrators;
  std::string last;
  for (const OrganizationService& row : repository(call).delegations_of(organization.id)) {
    if ((service && row.service != *service) || row.account == last) continue;
    administrators.push_back(administrator_shape(call, organization, row));
    last = row.account;
  }
  return page_of(call, "DelegatedAdministrators", std::move(administrators));
}

ApiResult<Reply> list_delegated_services_for_account(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  ENI_TRY(const auto account, named_account(call, organization));
  json::array services;
  for (const OrganizationService& row : repository(call).services_of(organization.id, account.id)) {
    services.push_back(
        json::object{{"ServicePrincipal", row.service}, {"DelegationEnabledDate", seconds(row.enabled)}});
  }
  return page_of(call, "DelegatedServices", std::move(services));
}

}  // namespace eni::sandbox::organizations_service
