/// AssociateTrunkInterface, DisassociateTrunkInterface, DescribeTrunkInterfaceAssociations.
#include "sandbox/services/ec2/client_tokens.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/operations.h"
#include "sandbox/services/ec2/interfaces/trunks.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {{"gre-key", "greKey"}, {"interface-protocol", "interfaceProtocol"}};

ApiError no_such_association(const std::string& id) {
  return {"InvalidTrunkInterfaceAssociationID.NotFound",
          "The trunk interface association ID '" + id + "' does not exist"};
}

ApiResult<Ec2Interface> own_association(const Call& call, const std::string& id) {
  auto branch = call.store<Ec2InterfaceRepository>().find_by_trunk_association(id);
  const bool is_own =
      branch && branch->account == call.account().value && branch->region == call.region.value;
  if (!is_own) return no_such_association(id);
  return *std::move(branch);
}

Reply reply_with(const Call& call, const Ec2Interface& branch) {
  json::object reply{{"interfaceAssociation", trunk_association_item(call, branch)}};
  if (const auto token = call.params.text("ClientToken")) reply["clientToken"] = *token;
  return reply;
}

json::object listed(const Call& call, const Ec2Interface& branch) {
  json::object item = trunk_association_item(call, branch);
  item[kItemNumber] = branch.number;
  return item;
}

/// All branches of the caller that are associated.
std::vector<json::object> all_associations(const Call& call) {
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  std::vector<json::object> items;
  constexpr int kAtOnce = 256;
  for (std::int64_t after = 0;;) {
    const auto some = interfaces.list(Ec2InterfaceRepository::By::kPlace, place_of(call), "", after, kAtOnce);
    for (const Ec2Interface& interface : some) {
      if (!interface.trunk.empty()) items.push_back(listed(call, interface));
    }
    if (some.size() < kAtOnce) return items;
    after = some.back().number;
  }
}

}  // namespace

ApiResult<Reply> associate_trunk_interface(Call& call) {
  if (call.params.has("GreKey")) return unsupported("trunk interfaces with the protocol GRE (GreKey)");
  const ClientToken token{call, "AssociateTrunkInterface"};
  ENI_TRY(const auto before, token.find());
  if (before) {
    ENI_TRY(const auto branch, own_association(call, *before));
    return reply_with(call, branch);
  }
  ENI_TRY(const auto branch_id, required_parameter(call, "BranchInterfaceId"));
  ENI_TRY(const auto trunk_id, required_parameter(call, "TrunkInterfaceId"));
  ENI_TRY(const auto vlan_id, call.params.integer("VlanId", 0, 65535));
  ENI_TRY(auto branch, changeable_interface(call, branch_id));
  ENI_TRY(const auto trunk, changeable_interface(call, trunk_id));
  const auto wanted = vlan_id ? std::optional{static_cast<int>(*vlan_id)} : std::optional<int>{};
  ENI_CHECK(associate_with_trunk(call, branch, trunk, wanted));
  token.remember(branch.trunk_association);
  return reply_with(call, branch);
}

ApiResult<Reply> disassociate_trunk_interface(Call& call) {
  const ClientToken token{call, "DisassociateTrunkInterface"};
  ENI_TRY(const auto id, required_parameter(call, "AssociationId"));
  ENI_TRY(const auto before, token.find());
  if (!before) {
    ENI_TRY(const auto association, own_association(call, id));
    ENI_TRY(auto branch, changeable_interface(call, association.id));
    disassociate_from_trunk(call, branch);
    token.remember(id);
  }
  json::object reply{{"return", true}};
  if (const auto text = call.params.text("ClientToken")) reply["clientToken"] = *text;
  return Reply{std::move(reply)};
}

ApiResult<Reply> describe_trunk_interface_associations(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("AssociationId"));
  std::vector<json::object> items;
  for (const std::string& id : ids) {
    ENI_TRY(const auto branch, own_association(call, id));
    items.push_back(listed(call, branch));
  }
  if (ids.empty()) items = all_associations(call);
  return describe(call, std::move(items), "interfaceAssociationSet", "associationId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
