#include "sandbox/services/ram/operations.h"

#include "sandbox/services/ram/service.h"

namespace eni::sandbox::ram_service {
namespace {

Access on_share(const Call& call) {
  Access access;
  if (const auto arn = call.params.text("resourceShareArn")) access.resources = {*arn};
  return access;
}

constexpr std::string_view kDifferences =
    "only subnets are shared, and only with accounts, which count as members of one organization: no "
    "invitations";

const Operation kOperations[] = {
    // wire name, IAM action, resource, run, route, differences
    {"AssociateResourceShare", "ram:AssociateResourceShare", on_share, associate_resource_share,
     "POST /associateresourceshare", kDifferences},
    {"CreateResourceShare", "ram:CreateResourceShare", any_resource, create_resource_share,
     "POST /createresourceshare", kDifferences},
    {"DeleteResourceShare", "ram:DeleteResourceShare", on_share, delete_resource_share,
     "DELETE /deleteresourceshare", "a deleted share is gone at once"},
    {"DisassociateResourceShare", "ram:DisassociateResourceShare", on_share, disassociate_resource_share,
     "POST /disassociateresourceshare"},
    {"GetResourceShareAssociations", "ram:GetResourceShareAssociations", any_resource,
     get_resource_share_associations, "POST /getresourceshareassociations"},
    {"GetResourceShares", "ram:GetResourceShares", any_resource, get_resource_shares,
     "POST /getresourceshares"},
    {"ListPrincipals", "ram:ListPrincipals", any_resource, list_principals, "POST /listprincipals"},
    {"ListResourceSharePermissions", "ram:ListResourceSharePermissions", on_share,
     list_resource_share_permissions, "POST /listresourcesharepermissions",
     "AWS's default permission for subnets, if there is one in the share"},
    {"ListResources", "ram:ListResources", any_resource, list_resources, "POST /listresources"},
};

}  // namespace

const Service kService = {
    .name = "ram",
    .title = "AWS Resource Access Manager",
    .protocol = Protocol::kRestJson,
    .version = "2018-01-04",
    .xml_namespace = {},
    .target_prefix = {},
    .operations = kOperations,
};

}  // namespace eni::sandbox::ram_service
