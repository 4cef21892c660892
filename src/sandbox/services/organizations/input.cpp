#include "sandbox/services/organizations/input.h"

#include <algorithm>

#include "sandbox/gateway/pagination.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

constexpr std::size_t kPage = 20;

/// "account", "ou" or "root", by the form of the id.
std::string resource_of(const Organization& organization, std::string_view id) {
  if (id.starts_with("ou-")) return unit_arn(organization, id);
  if (id.starts_with("r-")) return root_arn(organization);
  return account_arn(organization, id);
}

}  // namespace

OrganizationsRepository& repository(const Call& call) { return call.store<OrganizationsRepository>(); }

ApiResult<Organization> own_organization(const Call& call) {
  auto organization = repository(call).of_account(call.account().value);
  if (!organization)
    return ApiError{"AWSOrganizationsNotInUseException", "Your account is not a member of an organization."};
  return *std::move(organization);
}

ApiResult<Organization> managed_organization(const Call& call) {
  ENI_TRY(auto organization, own_organization(call));
  if (organization.management_account != call.account().value) return access_denied();
  return organization;
}

ApiResult<Organization> visible_organization(const Call& call) {
  ENI_TRY(auto organization, own_organization(call));
  const bool is_manager = organization.management_account == call.account().value;
  if (!is_manager && repository(call).services_of(organization.id, call.account().value).empty())
    return access_denied();
  return organization;
}

ApiResult<OrganizationAccount> named_account(const Call& call, const Organization& organization) {
  auto account = repository(call).find_account(call.params.text_or("AccountId", ""));
  if (!account || account->organization != organization.id)
    return ApiError{"AccountNotFoundException", "You specified an account that doesn't exist."};
  return *std::move(account);
}

ApiResult<OrganizationalUnit> named_unit(const Call& call, const Organization& organization) {
  auto unit = repository(call).find_unit(call.params.text_or("OrganizationalUnitId", ""));
  if (!unit || unit->organization != organization.id) {
    return ApiError{"OrganizationalUnitNotFoundException",
                    "You specified an organizational unit that doesn't exist."};
  }
  return *std::move(unit);
}

bool is_parent(const Call& call, const Organization& organization, std::string_view id) {
  if (id == organization.root) return true;
  const auto unit = repository(call).find_unit(id);
  return unit && unit->organization == organization.id;
}

ApiResult<std::string> named_parent(const Call& call, const Organization& organization) {
  std::string id = call.params.text_or("ParentId", "");
  if (!is_parent(call, organization, id))
    return ApiError{"ParentNotFoundException", "You specified parent that doesn't exist."};
  return id;
}

ApiResult<Reply> page_of(const Call& call, std::string_view member, json::array all) {
  ENI_TRY(const auto size, call.params.integer("MaxResults", 1, static_cast<long long>(kPage)));
  const auto key = read_page_token(call.params.text_or("NextToken", ""));
  const auto first = key && !key->empty() ? parse_integer(*key) : std::optional<long long>{0};
  if (!key || !first || *first < 0) return invalid_input("You provided a next token that is not valid.");
  const std::size_t begin = std::min(all.size(), static_cast<std::size_t>(*first));
  const std::size_t end = std::min(all.size(), begin + static_cast<std::size_t>(size.value_or(kPage)));
  json::array shown;
  for (std::size_t i = begin; i < end; ++i) shown.push_back(std::move(all[i]));
  json::object reply{{member, std::move(shown)}};
  if (end < all.size()) reply["NextToken"] = page_token(std::to_string(end));
  return Reply{std::move(reply)};
}

ApiError invalid_input(std::string message) { return {"InvalidInputException", std::move(message)}; }

ApiError constraint_violation(std::string message) {
  return {"ConstraintViolationException", std::move(message)};
}

ApiError access_denied() {
  return {"AccessDeniedException", "You don't have permissions to access this resource."};
}

Access named_access(const Call& call) {
  Access access;
  const auto organization = repository(call).of_account(call.account().value);
  // The resources belong to the management account; others that may look are let in by what they administer.
  if (!organization || organization->management_account != call.account().value) return access;
  std::vector<std::string> named;
  for (const std::string_view member : {"AccountId", "OrganizationalUnitId", "ParentId", "ChildId",
                                        "SourceParentId", "DestinationParentId"}) {
    if (const json::value* id = call.params.find(member); id && id->is_string())
      named.push_back(resource_of(*organization, id->get_string()));
  }
  if (!named.empty()) access.resources = std::move(named);
  return access;
}

}  // namespace eni::sandbox::organizations_service
