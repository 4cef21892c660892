#pragma once
/// Launch templates and their versions as the store holds them.
///
/// A template is a resource of kind "launch-template"; its versions are of kind "launch-template-version", their scope
/// the template, each with the data as it was given ("_data") and as replies show it ("launchTemplateData").
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {

inline constexpr std::string_view kLaunchTemplate = "launch-template";
inline constexpr std::string_view kLaunchTemplateVersion = "launch-template-version";

/// How a call names one template.
struct TemplateReference {
  std::string id;
  std::string name;  ///< one of both is ""
};

/// From LaunchTemplateId and LaunchTemplateName of `params`.
/// @error  MissingParameter, InvalidParameterCombination
ApiResult<TemplateReference> read_template_reference(const Params& params);

/// @error  InvalidLaunchTemplateId.NotFound, InvalidLaunchTemplateName.NotFoundException, and .Malformed of the id
ApiResult<Ec2Resource> find_template(const Call& call, const TemplateReference& reference);

/// The template of this name, of the call's account and Region.
std::optional<Ec2Resource> find_template_by_name(const Call& call, std::string_view name);

long long latest_version(const Ec2Resource& launch_template);
long long default_version(const Ec2Resource& launch_template);

/// @param version  a number, "$Latest" or "$Default"
/// @error  InvalidLaunchTemplateId.VersionNotFound, InvalidLaunchTemplateVersion (no number)
ApiResult<Ec2Resource> find_version(const Call& call, const Ec2Resource& launch_template,
                                    std::string_view version);

/// Adds a version with the number after the latest, and makes it the latest.
/// @error  what shown_launch_data says of `data`
ApiResult<Ec2Resource> add_version(const Call& call, Ec2Resource& launch_template, const json::object& data);

/// As replies show them.
json::object template_item(const Call& call, const Ec2Resource& launch_template);
json::object version_item(const Ec2Resource& launch_template, const Ec2Resource& version);

/// What a launch from a template starts with: the data of the version that the structure LaunchTemplate names.
/// @error  as above, named as in the call
ApiResult<json::object> launch_data_of(const Call& call, const json::object& specification);

}  // namespace eni::sandbox::ec2_service
