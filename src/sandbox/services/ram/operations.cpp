#include "sandbox/services/ram/operations.h"

#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/ram/service.h"
#include "sandbox/store/ram_repository.h"

namespace eni::sandbox::ram_service {
namespace {

/// Whom and what the call shares.
void add_shared(Access& access, const Call& call) {
  for (const std::string& principal : texts_at(call.params.all(), "principals"))
    access.context.emplace_back("ram:Principal", principal);
  for (const std::string& arn : texts_at(call.params.all(), "resourceArns"))
    access.context.emplace_back("ram:ResourceArn", arn);
}

Access on_share(const Call& call) {
  const std::string arn = call.params.text_or("resourceShareArn", "*");
  const auto share = call.store<RamRepository>().find(arn);
  Access access = access_with_tags(call, arn, share ? share->tags : json::array{});
  add_shared(access, call);
  if (!share) return access;
  append_tag_keys(access.context, "ram:ResourceTag", share->tags);
  access.context.emplace_back("ram:ResourceShareName", share->name);
  access.context.emplace_back("ram:AllowsExternalPrincipals", share->allow_external ? "true" : "false");
  return access;
}

Access new_share(const Call& call) {
  Access access = access_with_tags(call, "*");
  add_shared(access, call);
  access.context.emplace_back("ram:RequestedAllowsExternalPrincipals",
                              call.params.text_or("allowExternalPrincipals", "true"));
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
     new_share,
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
