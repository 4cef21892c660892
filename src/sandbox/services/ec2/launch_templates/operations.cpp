/// Launch templates.
#include "sandbox/services/ec2/launch_templates/operations.h"

#include "base/joined_text.h"
#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/launch_templates/launch_data.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kNew = "ClientToken LaunchTemplateName VersionDescription TagSpecification ";
constexpr std::string_view kNewVersion =
    "ClientToken LaunchTemplateId LaunchTemplateName SourceVersion VersionDescription ";
constexpr std::string_view kData = "LaunchTemplateData{";
constexpr std::string_view kEnd = "}";

constexpr std::string_view kLeftOut =
    "what launches do not know here is refused by name: persistent Spot requests, capacity blocks, "
    "targeted capacity reservations, instance requirements, accelerators, placement groups, dedicated hosts, "
    "hibernation, enclaves";

Access named_template(const Call& call) {
  return access_to(call, {"LaunchTemplateId", "LaunchTemplateName"});
}
Access to_create(const Call& call) { return access_to(call, {}, {"launch-template"}); }

constinit const Operation kRows[] = {
    {"CreateLaunchTemplate",
     to_create,
     create_launch_template,
     JoinedText<kNew, kData, kLaunchData, kEnd>::value,
     {.differences = kLeftOut}},
    {"CreateLaunchTemplateVersion",
     named_template,
     create_launch_template_version,
     JoinedText<kNewVersion, kData, kLaunchData, kEnd>::value,
     {.differences = kLeftOut}},
    {"DeleteLaunchTemplate", named_template, delete_launch_template, "LaunchTemplateId LaunchTemplateName"},
    {"DeleteLaunchTemplateVersions", named_template, delete_launch_template_versions,
     "LaunchTemplateId LaunchTemplateName LaunchTemplateVersion"},
    {"DescribeLaunchTemplateVersions", any_in_region, describe_launch_template_versions,
     "LaunchTemplateId LaunchTemplateName LaunchTemplateVersion MinVersion MaxVersion NextToken MaxResults "
     "Filter"},
    {"DescribeLaunchTemplates", any_in_region, describe_launch_templates,
     "LaunchTemplateId LaunchTemplateName Filter NextToken MaxResults"},
    {"ModifyLaunchTemplate",
     named_template,
     modify_launch_template,
     "LaunchTemplateId LaunchTemplateName SetDefaultVersion",
     {.ignores = "ClientToken"}},
};

}  // namespace

constinit const std::span<const Operation> kLaunchTemplateOperations{kRows};

}  // namespace eni::sandbox::ec2_service
