/// AWS::EC2::LaunchTemplate. A change of its data is a new version; which one is the default stays as it is.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// By its id, or by the name that was chosen for one whose creation was interrupted.
void put_key(const ResourceCall& call, json::object& params) {
  params.erase("LaunchTemplateId");
  const bool is_id = call.physical_id.starts_with("lt-");
  params[is_id ? "LaunchTemplateId" : "LaunchTemplateName"] = call.physical_id;
}

/// The tags of the template itself, out of TagSpecifications.
TagMap own_tags(const json::object& properties) {
  TagMap tags;
  for (const json::object& specification : objects_of(properties, "TagSpecifications")) {
    if (scalar_text_at(specification, "ResourceType") != "launch-template") continue;
    for (const json::object& tag : objects_of(specification, "Tags"))
      tags[scalar_text_at(tag, "Key")] = scalar_text_at(tag, "Value");
  }
  return tags;
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

Task<ApiResult<void>> change(ResourceCall& call) {
  if (has_changed(call, "LaunchTemplateData") || has_changed(call, "VersionDescription")) {
    json::object params{{"ClientToken", call.parts.random.uuid()}};
    put_property(kEc2LaunchTemplate, call, {"VersionDescription"}, params);
    put_property(kEc2LaunchTemplate, call, {"LaunchTemplateData"}, params);
    put_key(call, params);
    ENI_CO_CHECK(co_await call.call("ec2", "CreateLaunchTemplateVersion", params));
  }
  co_return co_await update_tags(call);
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  json::object params = ec2_filters({{"launch-template-name", call.physical_id}});
  const ApiResult<json::object> made =
      co_await describe_first(call, "DescribeLaunchTemplates", std::move(params), "launchTemplates");
  co_return found(made);
}

}  // namespace

const ResourceType kEc2LaunchTemplate{
    .name = "AWS::EC2::LaunchTemplate",
    .attributes = {{"DefaultVersionNumber", "defaultVersionNumber"},
                   {"LatestVersionNumber", "latestVersionNumber"},
                   "LaunchTemplateId"},
    .name_property = "LaunchTemplateName",
    .name_rule = {128, NameRule::Form::kLogicalIdOnly},
    .calls = {.service = "ec2",
              .id_member = "LaunchTemplateId",
              .create = "CreateLaunchTemplate",
              .name_member = "LaunchTemplateName",
              .token_member = "ClientToken",
              .takes = {"VersionDescription",
                        "LaunchTemplateData",
                        {"TagSpecifications", "TagSpecification"}},
              .made = "launchTemplate",
              .id = "launchTemplateId",
              .read = "DescribeLaunchTemplates",
              .item = "launchTemplates",
              .remove = "DeleteLaunchTemplate"},
    .moves = {{"LaunchTemplateData", "LatestVersionNumber"}, {"VersionDescription", "LatestVersionNumber"}},
    .prepare_remove = put_key,
    .change = change,
    .exists = exists,
};

}  // namespace eni::sandbox::cloudformation
