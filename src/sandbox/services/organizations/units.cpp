/// CreateOrganizationalUnit, DescribeOrganizationalUnit, UpdateOrganizationalUnit, DeleteOrganizationalUnit,
/// ListOrganizationalUnitsForParent.
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/operations.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

constexpr std::string_view kIdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
/// Below the root. Source: AWS Organizations User Guide, "Quotas".
constexpr int kMaxDepth = 5;

ApiResult<void> check_name(const Call& call, std::string_view parent, std::string_view name) {
  for (const OrganizationalUnit& unit : repository(call).units_below(parent)) {
    if (unit.name == name)
      return ApiError{"DuplicateOrganizationalUnitException", "An OU with the same name already exists."};
  }
  return {};
}

int depth_of(const Call& call, std::string id) {
  int depth = 0;
  for (; const auto unit = repository(call).find_unit(id); ++depth) id = unit->parent;
  return depth;
}

Reply reply_with(const Organization& organization, const OrganizationalUnit& unit) {
  return Reply{json::object{{"OrganizationalUnit", unit_shape(organization, unit)}}};
}

}  // namespace

ApiResult<Reply> create_organizational_unit(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  OrganizationalUnit unit;
  ENI_TRY(unit.parent, named_parent(call, organization));
  unit.organization = organization.id;
  unit.name = call.params.text_or("Name", "");
  ENI_CHECK(check_name(call, unit.parent, unit.name));
  if (depth_of(call, unit.parent) >= kMaxDepth)
    return constraint_violation("You have exceeded the allowed depth of an OU tree.");
  unit.id = "ou-" + organization.root.substr(2) + "-" + call.random().text(8, kIdAlphabet);
  repository(call).insert(unit);
  return reply_with(organization, unit);
}

ApiResult<Reply> describe_organizational_unit(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  ENI_TRY(const auto unit, named_unit(call, organization));
  return reply_with(organization, unit);
}

ApiResult<Reply> update_organizational_unit(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(auto unit, named_unit(call, organization));
  const std::string name = call.params.text_or("Name", unit.name);
  if (name != unit.name) ENI_CHECK(check_name(call, unit.parent, name));
  unit.name = name;
  repository(call).rename(unit.id, unit.name);
  return reply_with(organization, unit);
}

ApiResult<Reply> delete_organizational_unit(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(const auto unit, named_unit(call, organization));
  if (!repository(call).accounts_below(unit.id).empty() || !repository(call).units_below(unit.id).empty()) {
    return ApiError{"OrganizationalUnitNotEmptyException",
                    "The organizational unit is not empty. Move all accounts to another root or OU, and "
                    "delete its OUs first."};
  }
  repository(call).remove_unit(unit.id);
  return Reply{};
}

ApiResult<Reply> list_organizational_units_for_parent(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  ENI_TRY(const std::string parent, named_parent(call, organization));
  json::array units;
  for (const OrganizationalUnit& unit : repository(call).units_below(parent))
    units.push_back(unit_shape(organization, unit));
  return page_of(call, "OrganizationalUnits", std::move(units));
}

}  // namespace eni::sandbox::organizations_service
