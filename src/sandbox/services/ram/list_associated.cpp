/// ListResources, ListPrincipals.
#include "sandbox/services/ram/input.h"
#include "sandbox/services/ram/items.h"
#include "sandbox/services/ram/operations.h"

namespace eni::sandbox::ram_service {
namespace {

constexpr std::string_view kSubnetType = "ec2:Subnet";

/// What associations of one type look like for one caller.
ApiResult<std::vector<json::object>> list(const Call& call, std::string_view type, std::string_view entities,
                                          json::object (*item)(const RamShare&, const RamAssociation&)) {
  ENI_TRY(const auto shares, shares_by_owner(call));
  ENI_TRY(const auto arns, call.params.texts("resourceShareArns"));
  ENI_TRY(const auto wanted, call.params.texts(entities));
  std::vector<json::object> items;
  if (call.params.text_or("resourceType", kSubnetType) != kSubnetType) return items;
  for (const RamShare& share : shares) {
    if (!is_listed(arns, share.arn)) continue;
    for (const RamAssociation& association : call.store<RamRepository>().associations(share.arn)) {
      if (association.type == type && is_listed(wanted, association.entity))
        items.push_back(item(share, association));
    }
  }
  return items;
}

json::object resource_item(const RamShare& share, const RamAssociation& association) {
  return {{"arn", association.entity},
          {"type", kSubnetType},
          {"resourceShareArn", share.arn},
          {"status", "AVAILABLE"},
          {"creationTime", seconds(association.created)},
          {"lastUpdatedTime", seconds(association.created)},
          {"resourceRegionScope", "REGIONAL"}};
}

json::object principal_item(const RamShare& share, const RamAssociation& association) {
  return {{"id", association.entity},
          {"resourceShareArn", share.arn},
          {"creationTime", seconds(association.created)},
          {"lastUpdatedTime", seconds(association.created)},
          {"external", false}};
}

}  // namespace

ApiResult<Reply> list_resources(Call& call) {
  ENI_TRY(auto items, list(call, "RESOURCE", "resourceArns", resource_item));
  return page(call, "resources", std::move(items));
}

ApiResult<Reply> list_principals(Call& call) {
  ENI_TRY(auto items, list(call, "PRINCIPAL", "principals", principal_item));
  return page(call, "principals", std::move(items));
}

}  // namespace eni::sandbox::ram_service
