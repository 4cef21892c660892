/// AWS Organizations' types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

const ResourceType kTypes[] = {
    {
        .name = "AWS::Organizations::OrganizationalUnit",
        .attributes = {{"Arn", "Arn"}, "Id"},
        .calls = {.service = "organizations",
                  .id_member = "OrganizationalUnitId",
                  .create = "CreateOrganizationalUnit",
                  .takes = {"Name", {"ParentId", In::kCreate}},
                  .made = "OrganizationalUnit",
                  .id = "Id",
                  .read = "DescribeOrganizationalUnit",
                  .item = "OrganizationalUnit",
                  .update = "UpdateOrganizationalUnit",
                  .remove = "DeleteOrganizationalUnit"},
    },
};

}  // namespace

const std::span<const ResourceType> kOrganizationsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
