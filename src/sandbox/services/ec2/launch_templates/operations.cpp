/// Launch templates.
#include "sandbox/services/ec2/launch_templates/operations.h"

#include "sandbox/services/ec2/launch_templates/templates.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kLeftOut =
    "what launches do not know here is refused by name: persistent Spot requests, capacity blocks, "
    "targeted capacity reservations, instance requirements, accelerators, placement groups, dedicated hosts, "
    "hibernation, enclaves";

/// The template that the call names; of a name, if it can be found.
Access named_template(const Call& call) {
  std::string id = call.params.text_or("LaunchTemplateId", "");
  if (id.empty()) {
    const auto found = find_template_by_name(call, call.params.text_or("LaunchTemplateName", ""));
    id = found ? found->id : "*";
  }
  return {.resources = {call.arn("ec2", "launch-template/" + id)}};
}

Access any_template(const Call& call) { return {.resources = {call.arn("ec2", "launch-template/*")}}; }

constinit const Operation kRows[] = {
    {"CreateLaunchTemplate", "ec2:CreateLaunchTemplate", any_template, create_launch_template, {}, kLeftOut},
    {"CreateLaunchTemplateVersion",
     "ec2:CreateLaunchTemplateVersion",
     named_template,
     create_launch_template_version,
     {},
     kLeftOut},
    {"DeleteLaunchTemplate", "ec2:DeleteLaunchTemplate", named_template, delete_launch_template},
    {"DeleteLaunchTemplateVersions", "ec2:DeleteLaunchTemplateVersions", named_template,
     delete_launch_template_versions},
    {"DescribeLaunchTemplateVersions", "ec2:DescribeLaunchTemplateVersions", any_resource,
     describe_launch_template_versions},
    {"DescribeLaunchTemplates", "ec2:DescribeLaunchTemplates", any_resource, describe_launch_templates},
    {"ModifyLaunchTemplate", "ec2:ModifyLaunchTemplate", named_template, modify_launch_template},
};

}  // namespace

constinit const std::span<const Operation> kLaunchTemplateOperations{kRows};

}  // namespace eni::sandbox::ec2_service
