#include "sandbox/services/ec2/launch_templates/templates.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/launch.h"
#include "sandbox/services/ec2/launch_templates/launch_data.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

std::string version_id(const Ec2Resource& launch_template, long long number) {
  return launch_template.id + "/" + std::to_string(number);
}

ApiError no_such_id(const std::string& id) {
  return {"InvalidLaunchTemplateId.NotFound",
          "The specified launch template, with template ID " + id + ", does not exist."};
}

ApiError no_such_name(const std::string& name) {
  return {"InvalidLaunchTemplateName.NotFoundException",
          "The specified launch template, with template name " + name + ", does not exist."};
}

}  // namespace

ApiResult<TemplateReference> read_template_reference(const Params& params) {
  TemplateReference reference{params.text_or("LaunchTemplateId", ""),
                              params.text_or("LaunchTemplateName", "")};
  if (reference.id.empty() && reference.name.empty()) {
    return missing_parameter("launch template ID or launch template name");
  }
  if (!reference.id.empty() && !reference.name.empty()) {
    return invalid_parameter_combination(
        "Either provide launch template ID or launch template name to modify the template.");
  }
  return reference;
}

std::optional<Ec2Resource> find_template_by_name(const Call& call, std::string_view name) {
  for (Ec2Resource& candidate :
       call.store<Ec2Repository>().list({call.account().value, call.region.value}, kLaunchTemplate)) {
    if (find_string(candidate.document, "launchTemplateName") == name) return std::move(candidate);
  }
  return std::nullopt;
}

ApiResult<Ec2Resource> find_template(const Call& call, const TemplateReference& reference) {
  if (reference.id.empty()) {
    auto found = find_template_by_name(call, reference.name);
    if (!found) return no_such_name(reference.name);
    return *std::move(found);
  }
  ENI_CHECK(check_form(kind_of(kLaunchTemplate), reference.id));
  auto found = call.store<Ec2Repository>().find(reference.id);
  const bool is_here = found && found->kind == kLaunchTemplate && found->account == call.account().value &&
                       found->region == call.region.value;
  if (!is_here) return no_such_id(reference.id);
  return *std::move(found);
}

long long latest_version(const Ec2Resource& launch_template) {
  return integer_at(launch_template.document, "latestVersionNumber");
}

long long default_version(const Ec2Resource& launch_template) {
  return integer_at(launch_template.document, "defaultVersionNumber");
}

ApiResult<Ec2Resource> find_version(const Call& call, const Ec2Resource& launch_template,
                                    std::string_view version) {
  std::optional<long long> number = parse_integer(version);
  if (version == "$Latest") number = latest_version(launch_template);
  if (version == "$Default") number = default_version(launch_template);
  if (!number)
    return invalid_parameter_value("Invalid launch template version: '" + std::string(version) + "'");
  auto found = call.store<Ec2Repository>().find(version_id(launch_template, *number));
  if (!found) {
    return ApiError{"InvalidLaunchTemplateId.VersionNotFound",
                    "Could not find the specified version " + std::to_string(*number) +
                        " for the launch template with ID " + launch_template.id + "."};
  }
  return *std::move(found);
}

ApiResult<Ec2Resource> add_version(const Call& call, Ec2Resource& launch_template, const json::object& data) {
  ENI_TRY(auto shown, shown_launch_data(data));
  if (const auto user_data = find_string(shown, "userData")) ENI_CHECK(check_user_data(*user_data));
  const long long number = integer_at(launch_template.document, "_versions") + 1;
  Ec2Resource version{version_id(launch_template, number),
                      launch_template.account,
                      launch_template.region,
                      std::string(kLaunchTemplateVersion),
                      launch_template.id,
                      {{"versionNumber", number},
                       {"createTime", iso8601_millis(call.now())},
                       {"createdBy", call.principal.arn},
                       {"_data", data}}};
  if (const auto description = call.params.text("VersionDescription"))
    version.document["versionDescription"] = *description;
  version.document["launchTemplateData"] = std::move(shown);
  launch_template.document["_versions"] = number;
  launch_template.document["latestVersionNumber"] = number;
  call.store<Ec2Repository>().insert(version);
  return version;
}

json::object template_item(const Call& call, const Ec2Resource& launch_template) {
  json::object item = launch_template.document;
  item.erase("_versions");
  item["tagSet"] = tag_set(call.store<Ec2Repository>().tags(launch_template.id));
  return item;
}

json::object version_item(const Ec2Resource& launch_template, const Ec2Resource& version) {
  json::object item{{"launchTemplateId", launch_template.id},
                    {"launchTemplateName", launch_template.document.at("launchTemplateName")}};
  for (const auto& member : version.document)
    if (member.key() != "_data") item[member.key()] = member.value();
  item["defaultVersion"] = integer_at(version.document, "versionNumber") == default_version(launch_template);
  return item;
}

ApiResult<json::object> launch_data_of(const Call& call, const json::object& specification) {
  const Params params{specification};
  ENI_TRY(const auto reference, read_template_reference(params));
  ENI_TRY(const auto launch_template, find_template(call, reference));
  ENI_TRY(const auto version, find_version(call, launch_template, params.text_or("Version", "$Default")));
  return version.document.at("_data").as_object();
}

}  // namespace eni::sandbox::ec2_service
