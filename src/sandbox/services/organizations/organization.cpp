/// CreateOrganization, DescribeOrganization, DeleteOrganization, ListRoots.
#include "base/time_text.h"
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/operations.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

constexpr std::string_view kIdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/// Nobody has told the sandbox who owns an account.
OrganizationAccount management_account(const Call& call, const Organization& organization) {
  const std::string& id = call.account().value;
  return {id,       organization.id, organization.root,   "Management account", id + "@example.com",
          "ACTIVE", "INVITED",       organization.created};
}

}  // namespace

ApiResult<Reply> create_organization(Call& call) {
  if (repository(call).of_account(call.account().value)) {
    return ApiError{"AlreadyInOrganizationException",
                    "The AWS account is already a member of an organization."};
  }
  Organization organization;
  organization.id = "o-" + call.random().text(10, kIdAlphabet);
  organization.management_account = call.account().value;
  organization.root = "r-" + call.random().text(4, kIdAlphabet);
  // A root is known by four characters, and all of the sandbox's organizations lie in one table.
  while (repository(call).has_root(organization.root))
    organization.root = "r-" + call.random().text(4, kIdAlphabet);
  organization.feature_set = call.params.text_or("FeatureSet", "ALL");
  organization.created = epoch_millis(call.now());
  repository(call).insert(organization);
  repository(call).insert(management_account(call, organization));
  return Reply{json::object{{"Organization", organization_shape(call, organization)}}};
}

ApiResult<Reply> describe_organization(Call& call) {
  ENI_TRY(const auto organization, own_organization(call));
  return Reply{json::object{{"Organization", organization_shape(call, organization)}}};
}

ApiResult<Reply> delete_organization(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  const bool has_members = repository(call).accounts_of(organization.id).size() > 1;
  if (has_members || !repository(call).units_below(organization.root).empty()) {
    return ApiError{"OrganizationNotEmptyException",
                    "To delete an organization you must first remove all member accounts, and its "
                    "organizational units."};
  }
  repository(call).remove(organization);
  return Reply{};
}

ApiResult<Reply> list_roots(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  json::array roots;
  roots.push_back(root_shape(organization));
  return page_of(call, "Roots", std::move(roots));
}

}  // namespace eni::sandbox::organizations_service
