/// CreateResourceShare, DeleteResourceShare, GetResourceShares.
#include "base/time_text.h"
#include "sandbox/gateway/commit_hook.h"
#include "sandbox/services/ram/input.h"
#include "sandbox/services/ram/items.h"
#include "sandbox/services/ram/operations.h"
#include "sandbox/services/ram/shareable.h"

namespace eni::sandbox::ram_service {
namespace {

ApiResult<json::array> read_tags(const Call& call) {
  ENI_TRY(const auto list, call.params.objects("tags"));
  json::array tags;
  for (const json::object& tag : list) {
    const auto key = find_string(tag, "key");
    if (!key || key->empty()) return invalid_parameter("tags need a key");
    tags.push_back(json::object{{"key", *key}, {"value", text_at(tag, "value")}});
  }
  return tags;
}

Reply with_token(const Call& call, json::object reply) {
  if (const auto token = call.params.text("clientToken")) reply["clientToken"] = *token;
  return reply;
}

}  // namespace

Task<ApiResult<Reply>> create_resource_share(Call& call) {
  RamShare share;
  share.name = call.params.text_or("name", "");
  if (share.name.empty()) co_return invalid_parameter("name is required");
  ENI_CO_TRY(const auto allow_external, call.params.boolean("allowExternalPrincipals"));
  share.allow_external = allow_external.value_or(true);
  ENI_CO_TRY(share.tags, read_tags(call));
  share.account = call.account().value;
  share.region = call.region.value;
  share.arn = call.arn("ram", "resource-share/" + call.random().uuid());
  share.created = share.updated = epoch_millis(call.now());
  ENI_CO_TRY(const auto associations, read_associations(call, share.arn));
  auto checking = check_shareable(call, associations);
  ENI_CO_CHECK(co_await std::move(checking));
  sqlite::Transaction transaction{call.env.store.database()};
  auto& repository = call.store<RamRepository>();
  repository.insert(share);
  for (const RamAssociation& association : associations) repository.associate(association);
  const Reply reply = with_token(call, {{"resourceShare", share_item(share)}});
  run_commit_hook(call, reply);
  transaction.commit();
  co_return reply;
}

ApiResult<Reply> delete_resource_share(Call& call) {
  ENI_TRY(const auto share, own_share(call));
  call.store<RamRepository>().remove(share.arn);
  return with_token(call, {{"returnValue", true}});
}

ApiResult<Reply> get_resource_shares(Call& call) {
  ENI_TRY(const auto shares, shares_by_owner(call));
  ENI_TRY(const auto arns, call.params.texts("resourceShareArns"));
  const auto name = call.params.text("name");
  const bool wants_active = call.params.text_or("resourceShareStatus", "ACTIVE") == "ACTIVE";
  std::vector<json::object> items;
  for (const RamShare& share : shares) {
    if (wants_active && is_listed(arns, share.arn) && (!name || *name == share.name))
      items.push_back(share_item(share));
  }
  return page(call, "resourceShares", std::move(items));
}

}  // namespace eni::sandbox::ram_service
