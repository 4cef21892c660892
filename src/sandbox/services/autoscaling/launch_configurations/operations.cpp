/// Launch configurations.
#include "sandbox/services/autoscaling/launch_configurations/operations.h"

#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

Access configuration_access(const Call& call) {
  return {.resources = {call.arn("autoscaling", "launchConfiguration:*:launchConfigurationName/" +
                                                    call.params.text_or("LaunchConfigurationName", "*"))}};
}

/// With what instances will be.
Access created_configuration_access(const Call& call) {
  Access access = configuration_access(call);
  const json::object& given = call.params.all();
  const json::object& metadata = object_at(given, "MetadataOptions");
  const auto add = [&access](const json::object& holder, std::string_view member, std::string_view key) {
    if (std::string value = scalar_text_at(holder, member); !value.empty())
      access.context.emplace_back(key, std::move(value));
  };
  add(given, "ImageId", "autoscaling:ImageId");
  add(given, "InstanceType", "autoscaling:InstanceType");
  add(given, "SpotPrice", "autoscaling:SpotPrice");
  add(metadata, "HttpEndpoint", "autoscaling:MetadataHttpEndpoint");
  add(metadata, "HttpPutResponseHopLimit", "autoscaling:MetadataHttpPutResponseHopLimit");
  add(metadata, "HttpTokens", "autoscaling:MetadataHttpTokens");
  return access;
}

constinit const Operation kRows[] = {
    {"CreateLaunchConfiguration",
     created_configuration_access,
     create_launch_configuration,
     "LaunchConfigurationName ImageId KeyName SecurityGroups UserData InstanceType BlockDeviceMappings "
     "InstanceMonitoring SpotPrice IamInstanceProfile EbsOptimized AssociatePublicIpAddress MetadataOptions",
     {.differences = "from an instance, dedicated tenancy, kernels and ClassicLink are refused by name; the "
                     "image and the groups are looked at when an instance is launched"}},
    {"DeleteLaunchConfiguration", configuration_access, delete_launch_configuration,
     "LaunchConfigurationName"},
    {"DescribeLaunchConfigurations", any_resource, describe_launch_configurations,
     "LaunchConfigurationNames NextToken MaxRecords"},
};

}  // namespace

constinit const std::span<const Operation> kLaunchConfigurationOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
