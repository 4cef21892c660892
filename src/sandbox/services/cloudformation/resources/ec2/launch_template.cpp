/// AWS::EC2::LaunchTemplate. A change of its data is a new version; which one is the default stays as it is.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/ec2/launch_template_data.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kTag[] = {{"Key"}, {"Value"}};
constexpr Member kTagSpecification[] = {
    {"ResourceType"},
    {"Tags", Shape::kList, kTag, "Tag"},
};
const Property kProperties[] = {
    {"LaunchTemplateData", Shape::kObject, OnChange::kUpdate, Presence::kRequired,
     kLaunchTemplateDataMembers},
    {"LaunchTemplateName", Shape::kText, OnChange::kReplace},
    {"TagSpecifications", Shape::kList, OnChange::kUpdate, Presence::kOptional, kTagSpecification},
    {"VersionDescription"},
};
constexpr std::string_view kAttributes[] = {"DefaultVersionNumber", "LatestVersionNumber",
                                            "LaunchTemplateId"};

ResourceOutcome outcome(const ResourceCall& call, const json::object& made) {
  return {call.physical_id, json::object{{"DefaultVersionNumber", text_of(made, "defaultVersionNumber")},
                                         {"LatestVersionNumber", text_of(made, "latestVersionNumber")},
                                         {"LaunchTemplateId", call.physical_id}}};
}

/// By its id, or by the name that was chosen for one whose creation was interrupted.
void put_key(const ResourceCall& call, json::object& params) {
  const bool is_id = call.physical_id.starts_with("lt-");
  params[is_id ? "LaunchTemplateId" : "LaunchTemplateName"] = call.physical_id;
}

json::object version_params(const ResourceCall& call) {
  json::object params{{"ClientToken", call.parts.random.uuid()}};
  copy_to_ec2(call.properties, {"VersionDescription"}, params);
  copy_to_ec2(call, kEc2LaunchTemplate, "LaunchTemplateData", "LaunchTemplateData", params);
  return params;
}

/// The tags of the template itself, out of TagSpecifications.
TagMap own_tags(const json::object& properties) {
  TagMap tags;
  for (const json::object& specification : objects_of(properties, "TagSpecifications")) {
    if (text_of(specification, "ResourceType") != "launch-template") continue;
    for (const json::object& tag : objects_of(specification, "Tags"))
      tags[text_of(tag, "Key")] = text_of(tag, "Value");
  }
  return tags;
}

Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params;
  params["LaunchTemplateId"] = text_array({call.physical_id});
  ApiResult<json::object> made =
      co_await describe_first(call, "DescribeLaunchTemplates", std::move(params), "launchTemplates");
  co_return made;
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params = version_params(call);
  params["LaunchTemplateName"] = call.physical_id;
  copy_to_ec2(call, kEc2LaunchTemplate, "TagSpecifications", "TagSpecification", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateLaunchTemplate", params));
  const json::object made = object_of(reply, "launchTemplate");
  call.made(text_of(made, "launchTemplateId"));
  co_return outcome(call, made);
}

Task<ApiResult<void>> update_tags(ResourceCall& call) {
  const TagMap before = own_tags(call.old_properties);
  const TagMap after = own_tags(call.properties);
  if (before == after) co_return ApiResult<void>{};
  json::object params;
  params["ResourceId"] = text_array({call.physical_id});
  params["Tag"] = tag_list(before);
  if (!before.empty()) ENI_CO_CHECK(co_await call.call("ec2", "DeleteTags", params));
  params["Tag"] = tag_list(after);
  if (!after.empty()) ENI_CO_CHECK(co_await call.call("ec2", "CreateTags", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (has_changed(call, "LaunchTemplateData") || has_changed(call, "VersionDescription")) {
    json::object params = version_params(call);
    put_key(call, params);
    ENI_CO_CHECK(co_await call.call("ec2", "CreateLaunchTemplateVersion", params));
  }
  ENI_CO_CHECK(co_await update_tags(call));
  ENI_CO_TRY(const json::object made, co_await describe(call));
  co_return outcome(call, made);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params;
  put_key(call, params);
  const ApiResult<json::object> reply = co_await call.call("ec2", "DeleteLaunchTemplate", params);
  const bool has_no_such_name =
      reply.has_error() && reply.error().code == "InvalidLaunchTemplateName.NotFoundException";
  if (has_no_such_name) co_return ApiResult<void>{};
  co_return tolerate_missing(reply);
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  json::object params;
  params["Filter"] = json::array{ec2_filter("launch-template-name", call.physical_id)};
  const ApiResult<json::object> made =
      co_await describe_first(call, "DescribeLaunchTemplates", std::move(params), "launchTemplates");
  co_return found(made);
}

}  // namespace

const ResourceType kEc2LaunchTemplate{
    .name = "AWS::EC2::LaunchTemplate",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "LaunchTemplateName",
    .name_rule = {128, NameRule::Form::kLogicalIdOnly},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
};

}  // namespace eni::sandbox::cloudformation
