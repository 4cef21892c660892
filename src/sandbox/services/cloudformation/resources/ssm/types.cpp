/// Parameter Store's types: a row each.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Tagging kTagging{
    "Tags", Tagging::Form::kPairs, "AddTagsToResource", "RemoveTagsFromResource", "ResourceId", "TagKeys"};

ApiResult<void> refuse_secure_string(const ResourceCall& call, json::object&) {
  if (scalar_text_at(call.properties, "Type") != "SecureString") return {};
  return aws::validation_error("SecureString is not supported as the Type of AWS::SSM::Parameter");
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::SSM::Parameter",
        .attributes = {{"Type", Attribute::From::kProperty}, {"Value", Attribute::From::kProperty}},
        .name_property = "Name",
        .name_rule = {512, NameRule::Form::kCfnFirst},
        .calls = {.service = "ssm",
                  .id_member = "Name",
                  .create = "PutParameter",
                  .name_member = "Name",
                  .takes = {"AllowedPattern", "DataType", "Description", "Policies", "Tier", "Type", "Value"},
                  .read = "GetParameter",
                  .item = "Parameter",
                  .further = {{"DescribeParameters", "Parameters",
                               R"({"ParameterFilters": [{"Key": "Name", "Values": ["ID"]}]})"}},
                  .update = "PutParameter",
                  .sends = ServiceCalls::Sends::kAll,
                  .update_with = R"({"Overwrite": true})",
                  .remove = "DeleteParameter",
                  .tagging = &kTagging,
                  .tagged_as = "Parameter"},
        .prepare = refuse_secure_string,
    },
};

}  // namespace

const std::span<const ResourceType> kSsmTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
