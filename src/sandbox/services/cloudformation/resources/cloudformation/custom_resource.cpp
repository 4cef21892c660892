/// AWS::CloudFormation::CustomResource and Custom::*: what a function answers for. The engine's own business
/// (engine/custom_step.h), so the row has no handlers.
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"ServiceToken", Shape::kText, OnChange::kUpdate, Presence::kRequired},
    {"ServiceTimeout", Shape::kInteger},
};

}  // namespace

const ResourceType kCustomResource{
    .name = "AWS::CloudFormation::CustomResource",
    .properties = kProperties,
    .attributes = {},
    .is_custom = true,
    .differences = "SNS topics are refused as a ServiceToken",
};

}  // namespace eni::sandbox::cloudformation
