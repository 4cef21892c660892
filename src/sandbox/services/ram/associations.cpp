/// AssociateResourceShare, DisassociateResourceShare, GetResourceShareAssociations.
#include "base/time_text.h"
#include "sandbox/services/ram/input.h"
#include "sandbox/services/ram/items.h"
#include "sandbox/services/ram/operations.h"
#include "sandbox/services/ram/shareable.h"

namespace eni::sandbox::ram_service {
namespace {

Reply reply_with(const Call& call, json::array items) {
  json::object reply{{"resourceShareAssociations", std::move(items)}};
  if (const auto token = call.params.text("clientToken")) reply["clientToken"] = *token;
  return reply;
}

/// Without a check of what exists: a subnet may be gone since.
ApiResult<std::vector<RamAssociation>> named_associations(const Call& call, const std::string& share_arn) {
  std::vector<RamAssociation> out;
  ENI_TRY(const auto resources, call.params.texts("resourceArns"));
  ENI_TRY(const auto principals, call.params.texts("principals"));
  for (const std::string& arn : resources)
    out.push_back({share_arn, "RESOURCE", arn, epoch_millis(call.now())});
  for (const std::string& id : principals)
    out.push_back({share_arn, "PRINCIPAL", id, epoch_millis(call.now())});
  return out;
}

}  // namespace

Task<ApiResult<Reply>> associate_resource_share(Call& call) {
  ENI_CO_TRY(RamShare share, own_share(call));
  ENI_CO_TRY(const auto wanted, read_associations(call, share.arn));
  if (wanted.empty()) co_return invalid_parameter("resourceArns or principals are required");
  auto checking = check_shareable(call, wanted);
  ENI_CO_CHECK(co_await std::move(checking));
  // While EC2 was asked, another call may have deleted it.
  ENI_CO_TRY(share, own_share(call));
  sqlite::Transaction transaction{call.env.store.database()};
  auto& repository = call.store<RamRepository>();
  json::array items;
  for (const RamAssociation& association : wanted) {
    repository.associate(association);
    items.emplace_back(association_item(share, association, "ASSOCIATING"));
  }
  repository.touch(share.arn, epoch_millis(call.now()));
  transaction.commit();
  co_return reply_with(call, std::move(items));
}

ApiResult<Reply> disassociate_resource_share(Call& call) {
  ENI_TRY(const auto share, own_share(call));
  ENI_TRY(const auto named, named_associations(call, share.arn));
  auto& repository = call.store<RamRepository>();
  json::array items;
  for (const RamAssociation& association : named) {
    if (!repository.disassociate(share.arn, association.type, association.entity)) {
      return ApiError{"UnknownResourceException",
                      association.entity + " is not associated with the resource share " + share.arn + "."};
    }
    items.emplace_back(association_item(share, association, "DISASSOCIATING"));
  }
  repository.touch(share.arn, epoch_millis(call.now()));
  return reply_with(call, std::move(items));
}

ApiResult<Reply> get_resource_share_associations(Call& call) {
  const std::string type = call.params.text_or("associationType", "");
  if (type != "PRINCIPAL" && type != "RESOURCE")
    return invalid_parameter("associationType must be PRINCIPAL or RESOURCE");
  const bool wants_associated = call.params.text_or("associationStatus", "ASSOCIATED") == "ASSOCIATED";
  const auto entity = call.params.text(type == "PRINCIPAL" ? "principal" : "resourceArn");
  ENI_TRY(const auto arns, call.params.texts("resourceShareArns"));
  auto& repository = call.store<RamRepository>();
  std::vector<json::object> items;
  for (const RamShare& share : repository.owned_by(call.account().value, call.region.value)) {
    if (!wants_associated || !is_listed(arns, share.arn)) continue;
    for (const RamAssociation& association : repository.associations(share.arn)) {
      if (association.type == type && (!entity || *entity == association.entity))
        items.push_back(association_item(share, association, "ASSOCIATED"));
    }
  }
  return page(call, "resourceShareAssociations", std::move(items));
}

}  // namespace eni::sandbox::ram_service
