/// CreateNetworkAcl, DeleteNetworkAcl, DescribeNetworkAcls, ReplaceNetworkAclAssociation.
#include <algorithm>

#include "sandbox/services/ec2/client_tokens.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/routing/network_acls.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"association.association-id", "associationSet.networkAclAssociationId"},
    {"association.network-acl-id", "associationSet.networkAclId"},
    {"association.subnet-id", "associationSet.subnetId"},
    {"default", "default"},
    {"entry.cidr", "entrySet.cidrBlock"},
    {"entry.egress", "entrySet.egress"},
    {"entry.icmp.code", "entrySet.icmpTypeCode.code"},
    {"entry.icmp.type", "entrySet.icmpTypeCode.type"},
    {"entry.ipv6-cidr", "entrySet.ipv6CidrBlock"},
    {"entry.port-range.from", "entrySet.portRange.from"},
    {"entry.port-range.to", "entrySet.portRange.to"},
    {"entry.protocol", "entrySet.protocol"},
    {"entry.rule-action", "entrySet.ruleAction"},
    {"entry.rule-number", "entrySet.ruleNumber"},
    {"network-acl-id", "networkAclId"},
    {"owner-id", "ownerId"},
    {"vpc-id", "vpcId"},
};

json::array::iterator find_association(Ec2Resource& acl, std::string_view id) {
  json::array& set = acl_associations(acl);
  return std::find_if(set.begin(), set.end(), [id](const json::value& association) {
    return as_text(association.at("networkAclAssociationId")) == id;
  });
}

}  // namespace

ApiResult<Reply> create_network_acl(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "VpcId"));
  ENI_TRY(const auto vpc, own(call, "vpc", id));
  const ClientToken token{call, "CreateNetworkAcl"};
  ENI_TRY(const auto former, token.find());
  const auto reply = [&call](const Ec2Resource& acl) {
    json::object out;
    out["networkAcl"] = shown(call, acl);
    return Reply{std::move(out)};
  };
  if (const auto made = former ? find_own(call, "network-acl", *former) : std::nullopt) return reply(*made);
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateNetworkAcl", {"network-acl"}));
  const Ec2Resource acl = make_custom_acl(call, vpc, tags_for(tags, "network-acl"));
  token.remember(acl.id);
  return reply(acl);
}

ApiResult<Reply> delete_network_acl(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkAclId"));
  ENI_TRY(auto acl, own(call, "network-acl", id));
  if (is_default_acl(acl)) return invalid_parameter_value("Cannot delete the default network ACL " + id);
  if (!acl_associations(acl).empty()) {
    return ApiError{"DependencyViolation",
                    "The networkAcl '" + id + "' has dependencies and cannot be deleted."};
  }
  call.store<Ec2Repository>().remove(acl.id);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> describe_network_acls(Call& call) {
  ENI_TRY(const auto acls, own_listed(call, "network-acl", "NetworkAclId"));
  std::vector<json::object> items;
  for (const Ec2Resource& acl : acls) items.push_back(shown(call, acl));
  return describe(call, std::move(items), "networkAclSet", "networkAclId", kFilters);
}

/// A subnet always has one ACL: it goes from the one to the other under a new association.
ApiResult<Reply> replace_network_acl_association(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "AssociationId"));
  ENI_TRY(const auto acl_id, required_parameter(call, "NetworkAclId"));
  ENI_TRY(auto to, own(call, "network-acl", acl_id));
  for (Ec2Resource& from : call.store<Ec2Repository>().list(place_of(call), "network-acl")) {
    const auto found = find_association(from, id);
    if (found == acl_associations(from).end()) continue;
    if (from.scope != to.scope)
      return invalid_parameter_value("You have specified two resources that belong to different networks.");
    const std::string subnet = as_text(found->at("subnetId"));
    // Within one ACL both are the same document.
    Ec2Resource& target = from.id == to.id ? from : to;
    acl_associations(from).erase(found);
    save(call, from);
    return Reply{json::object{{"newAssociationId", associate_acl(call, target, subnet)}}};
  }
  return not_found("InvalidAssociationID.NotFound", "association", id);
}

}  // namespace eni::sandbox::ec2_service
