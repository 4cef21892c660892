/// CloudFormation's own types, and the CDK's.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

ResourceOutcome unchanged(const ResourceCall& call) { return {call.physical_id, {}}; }

Task<ApiResult<ResourceOutcome>> make_note(ResourceCall& call) {
  call.made(call.parts.random.uuid());
  co_return unchanged(call);
}

Task<ApiResult<ResourceOutcome>> keep_note(ResourceCall& call) { co_return unchanged(call); }

Task<ApiResult<void>> drop_note(ResourceCall&) { co_return ApiResult<void>{}; }

const ResourceType kTypes[] = {
    {
        // In every stack of the CDK: a note on the library's use. It does nothing.
        .name = "AWS::CDK::Metadata",
        .reads = {"Analytics", "Modules"},
        .create = make_note,
        .update = keep_note,
        .remove = drop_note,
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
