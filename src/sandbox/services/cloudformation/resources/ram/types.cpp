/// AWS Resource Access Manager's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using At = Setting::At;
using In = Parameter::In;

constexpr Tagging kTagging{"tags", Tagging::Form::kSmallPairs, "", "", "resourceShareArn"};

const ResourceType kTypes[] = {
    {
        .name = "AWS::RAM::ResourceShare",
        .attributes = {"Arn",
                       {"FeatureSet", "featureSet"},
                       {"OwningAccountId", "owningAccountId"},
                       {"Status", "status"}},
        .calls = {.service = "ram",
                  .id_member = "resourceShareArn",
                  .create = "CreateResourceShare",
                  .takes = {"AllowExternalPrincipals",
                            "Name",
                            {"Principals", In::kCreate},
                            {"ResourceArns", In::kCreate}},
                  .made = "resourceShare",
                  .id = "resourceShareArn",
                  .lists = {{.property = "Principals",
                             .member = "principals",
                             .add = "AssociateResourceShare",
                             .remove = "DisassociateResourceShare",
                             .at = At::kUpdate},
                            {.property = "ResourceArns",
                             .member = "resourceArns",
                             .add = "AssociateResourceShare",
                             .remove = "DisassociateResourceShare",
                             .at = At::kUpdate}},
                  .remove = "DeleteResourceShare",
                  .tagging = &kTagging,
                  .has_fixed_tags = true},
        .changes = {{"AllowExternalPrincipals", OnChange::kReplace},
                    {"Name", OnChange::kReplace},
                    {"Tags", OnChange::kReplace}},
        .differences = "another Name, AllowExternalPrincipals or other Tags are another share",
    },
};

}  // namespace

const std::span<const ResourceType> kRamTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
