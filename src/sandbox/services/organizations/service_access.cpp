/// EnableAWSServiceAccess, DisableAWSServiceAccess, ListAWSServiceAccessForOrganization.
#include "base/time_text.h"
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/operations.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

ApiResult<std::string> service_principal(const Call& call) {
  std::string service = call.params.text_or("ServicePrincipal", "");
  if (!service.ends_with(".amazonaws.com"))
    return invalid_input("You specified an unrecognized service principal.");
  return service;
}

ApiResult<Organization> trusting_organization(const Call& call) {
  ENI_TRY(auto organization, managed_organization(call));
  if (organization.feature_set != "ALL") {
    return constraint_violation(
        "You can't perform this operation because your organization doesn't have all features enabled.");
  }
  return organization;
}

}  // namespace

ApiResult<Reply> enable_aws_service_access(Call& call) {
  ENI_TRY(const auto organization, trusting_organization(call));
  ENI_TRY(const std::string service, service_principal(call));
  repository(call).enable(organization.id, {"", service, epoch_millis(call.now())});
  return Reply{};
}

ApiResult<Reply> disable_aws_service_access(Call& call) {
  ENI_TRY(const auto organization, trusting_organization(call));
  ENI_TRY(const std::string service, service_principal(call));
  repository(call).disable(organization.id, "", service);
  return Reply{};
}

ApiResult<Reply> list_aws_service_access_for_organization(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  json::array services;
  for (const OrganizationService& row : repository(call).services_of(organization.id, ""))
    services.push_back(
        json::object{{"ServicePrincipal", row.service}, {"DateEnabled", seconds(row.enabled)}});
  return page_of(call, "EnabledServicePrincipals", std::move(services));
}

}  // namespace eni::sandbox::organizations_service
