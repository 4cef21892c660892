/// AWS::CDK::Metadata, which is in every stack of the CDK: a note on the library's use. It does nothing.
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

ResourceOutcome outcome(const ResourceCall& call) { return {call.physical_id, {}}; }

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  call.made(call.parts.random.uuid());
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) { co_return outcome(call); }

Task<ApiResult<void>> remove(ResourceCall&) { co_return ApiResult<void>{}; }

}  // namespace

const ResourceType kCdkMetadata{
    .name = "AWS::CDK::Metadata",
    .reads = {"Analytics", "Modules"},
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
