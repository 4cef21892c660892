/// CloudFormation's own types, and the CDK's.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

std::string note_id(const ResourceCall& call, const json::object&) { return call.parts.random.uuid(); }

Task<ApiResult<void>> keep_note(ResourceCall&) { co_return ApiResult<void>{}; }

const ResourceType kTypes[] = {
    {
        // In every stack of the CDK: a note on the library's use. It does nothing.
        .name = "AWS::CDK::Metadata",
        .reads = {"Analytics", "Modules"},
        .made_id = note_id,
        .change = keep_note,
    },
    {
        // Custom::*, too: what a function answers for (custom/), so the row has no operations.
        .name = "AWS::CloudFormation::CustomResource",
        .reads = {"ServiceToken", "ServiceTimeout"},
        .changes = {{"ServiceToken", OnChange::kUpdate}},
        .is_custom = true,
        .differences = "SNS topics are refused as a ServiceToken",
    },
};

}  // namespace

const std::span<const ResourceType> kCloudFormationTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
