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
    // wire name, resource checked, run, reads, options
    {"AssociateResourceShare",
     on_share,
     associate_resource_share,
     "resourceShareArn resourceArns principals clientToken",
     {.differences = kDifferences}},
    {"CreateResourceShare",
     any_resource,
     create_resource_share,
     "name resourceArns principals tags allowExternalPrincipals clientToken",
     {.differences = kDifferences}},
    {"DeleteResourceShare",
     on_share,
     delete_resource_share,
     "resourceShareArn clientToken",
     {.differences = "a deleted share is gone at once"}},
    {"DisassociateResourceShare", on_share, disassociate_resource_share,
     "resourceShareArn resourceArns principals clientToken"},
    {"GetResourceShareAssociations", any_resource, get_resource_share_associations,
     "associationType resourceShareArns resourceArn principal associationStatus nextToken maxResults"},
    {"GetResourceShares", any_resource, get_resource_shares,
     "resourceShareArns resourceShareStatus resourceOwner name nextToken maxResults"},
    {"ListPrincipals", any_resource, list_principals,
     "resourceOwner principals resourceType resourceShareArns nextToken maxResults"},
    {"ListResourceSharePermissions",
     on_share,
     list_resource_share_permissions,
     "resourceShareArn nextToken maxResults",
     {.differences = "AWS's default permission for subnets, if there is one in the share"}},
    {"ListResources", any_resource, list_resources,
     "resourceOwner resourceType resourceArns resourceShareArns nextToken maxResults resourceRegionScope"},
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
    .unsupported_code = "InvalidParameterException",
};

}  // namespace eni::sandbox::ram_service
