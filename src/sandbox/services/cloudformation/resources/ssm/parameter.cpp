/// AWS::SSM::Parameter.
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"AllowedPattern", Shape::kText},
    {"DataType", Shape::kText},
    {"Description", Shape::kText},
    {"Name", Shape::kText, OnChange::kReplace},
    {"Policies", Shape::kText},
    {"Tags", Shape::kObject},
    {"Tier", Shape::kText},
    {"Type", Shape::kText, OnChange::kUpdate, Presence::kRequired},
    {"Value", Shape::kText, OnChange::kUpdate, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"Type", "Value"};

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"Type", text_of(call.properties, "Type")},
                                         {"Value", text_of(call.properties, "Value")}}};
}

ApiResult<json::object> put_params(const ResourceCall& call) {
  if (text_of(call.properties, "Type") == "SecureString") {
    return aws::validation_error("SecureString is not supported as the Type of AWS::SSM::Parameter");
  }
  json::object params{{"Name", call.physical_id}};
  for (const std::string_view name :
       {"AllowedPattern", "DataType", "Description", "Policies", "Tier", "Type", "Value"}) {
    if (call.properties.contains(name)) params[name] = text_of(call.properties, name);
  }
  return params;
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  ENI_CO_TRY(json::object params, put_params(call));
  params["Tags"] = tag_list(tags_of(call));
  ENI_CO_CHECK(co_await call.call("ssm", "PutParameter", params));
  call.exists = true;
  co_return outcome(call);
}

Task<ApiResult<void>> update_tags(ResourceCall& call) {
  const TagChange change = tag_change(call);
  json::object params{{"ResourceType", "Parameter"}, {"ResourceId", call.physical_id}};
  if (!change.set.empty()) {
    params["Tags"] = tag_list(change.set);
    ENI_CO_CHECK(co_await call.call("ssm", "AddTagsToResource", params));
    params.erase("Tags");
  }
  if (!change.removed.empty()) {
    params["TagKeys"] = text_array(change.removed);
    ENI_CO_CHECK(co_await call.call("ssm", "RemoveTagsFromResource", params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_TRY(json::object params, put_params(call));
  params["Overwrite"] = true;
  ENI_CO_CHECK(co_await call.call("ssm", "PutParameter", params));
  ENI_CO_CHECK(co_await update_tags(call));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  return remove_by_id(call, "ssm", "DeleteParameter", "Name");
}

Task<ApiResult<bool>> exists(ResourceCall& call) { return exists_by_id(call, "ssm", "GetParameter", "Name"); }

}  // namespace

const ResourceType kSsmParameter{
    .name = "AWS::SSM::Parameter",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "Name",
    .name_rule = {512, NameRule::Form::kCfnFirst},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
