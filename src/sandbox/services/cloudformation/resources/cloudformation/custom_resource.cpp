/// AWS::CloudFormation::CustomResource and Custom::*: what a function answers for. The engine's own business
/// (engine/custom_step.h), so the row has no handlers.
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
const ResourceType kCustomResource{
    .name = "AWS::CloudFormation::CustomResource",
    .reads = {"ServiceToken", "ServiceTimeout"},
    .changes = {{"ServiceToken", OnChange::kUpdate}},
    .is_custom = true,
    .differences = "SNS topics are refused as a ServiceToken",
};

}  // namespace eni::sandbox::cloudformation
