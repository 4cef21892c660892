/// Launch configurations.
#include "sandbox/services/autoscaling/launch_configurations/operations.h"

#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

Access configuration_access(const Call& call) {
  return {.resources = {call.arn("autoscaling", "launchConfiguration:*:launchConfigurationName/" +
                                                    call.params.text_or("LaunchConfigurationName", "*"))}};
}

constinit const Operation kRows[] = {
    {"CreateLaunchConfiguration",
     configuration_access,
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
