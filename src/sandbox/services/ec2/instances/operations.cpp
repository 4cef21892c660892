/// Instances.
#include "sandbox/services/ec2/instances/operations.h"

#include "base/joined_text.h"
#include "machine_images/machine_images.h"
#include "sandbox/services/ec2/launch_templates/launch_data.h"
#include "sandbox/services/ec2/service.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

/// What RunInstances reads beside what launch templates may hold.
constexpr std::string_view kOfLaunch =
    "ClientToken Ipv6Address Ipv6AddressCount LaunchTemplate MaxCount MinCount PrivateIpAddress SubnetId";

std::string image_arn(const Call& call, const std::string& id) {
  return "arn:" + std::string(call.partition()) + ":ec2:" + call.region.value + "::image/" + id;
}

/// What a launch makes and what it names; what its launch template names is asked for as any of its kind.
Access launch_access(const Call& call) {
  const auto named = [&call](std::string_view kind, std::string_view parameter) {
    return call.arn("ec2", std::string(kind) + "/" + call.params.text_or(parameter, "*"));
  };
  Access access{.resources = {call.arn("ec2", "instance/*"), call.arn("ec2", "network-interface/*"),
                              call.arn("ec2", "volume/*"), named("subnet", "SubnetId"),
                              image_arn(call, call.params.text_or("ImageId", "*"))}};
  if (const auto type = call.params.text("InstanceType"))
    access.context.emplace_back("ec2:InstanceType", *type);
  if (call.params.has("KeyName")) access.resources.push_back(named("key-pair", "KeyName"));
  const auto groups = call.params.texts("SecurityGroupId");
  for (const std::string& group : groups ? *groups : std::vector<std::string>{})
    access.resources.push_back(call.arn("ec2", "security-group/" + group));
  return access;
}

/// The instances that a call names, each with its tags.
Access named_access(const Call& call) {
  Access access{.resources = {}};
  const auto ids = call.params.texts("InstanceId");
  const std::vector<std::string> names =
      ids ? *ids : std::vector<std::string>{call.params.text_or("InstanceId", "*")};
  for (const std::string& id : names) {
    access.resources.push_back(call.arn("ec2", "instance/" + id));
    auto& keys = access.context_of_resource.emplace_back();
    for (const auto& [key, value] : call.store<Ec2Repository>().tags(id))
      keys.emplace_back("aws:ResourceTag/" + key, value);
  }
  if (access.resources.empty()) access.resources.push_back(call.arn("ec2", "instance/*"));
  return access;
}

/// The instances whose credit specifications a call changes.
Access credits_access(const Call& call) {
  Access access{.resources = {}};
  const auto entries = call.params.objects("InstanceCreditSpecification");
  for (const json::object& entry : entries ? *entries : std::vector<json::object>{})
    access.resources.push_back(call.arn("ec2", "instance/" + find_string(entry, "InstanceId").value_or("*")));
  if (access.resources.empty()) access.resources.push_back(call.arn("ec2", "instance/*"));
  return access;
}

/// The instance of the association that a call names.
Access association_access(const Call& call) {
  const auto found = call.store<Ec2Repository>().find(call.params.text_or("AssociationId", ""));
  return {.resources = {call.arn("ec2", "instance/" + (found ? found->scope : "*"))}};
}

constexpr std::string_view kLaunchDifferences =
    "no machine is started: an instance is its states, its interfaces and, with an ECS image, a simulated "
    "ECS agent, which is taken to reach AWS from a subnet without a default route, too; volumes are "
    "records. A Spot Instance is labelled so: it has no request and is never interrupted. Persistent Spot "
    "requests, capacity "
    "blocks, targeted capacity reservations, placement groups, dedicated tenancy, hibernation and enclaves "
    "are refused by name";

constexpr std::string_view kMonitoring = "there are no metrics: the instance only shows that it is monitored";

constinit const Operation kRows[] = {
    {"AssociateIamInstanceProfile", named_access, associate_iam_instance_profile,
     "IamInstanceProfile InstanceId"},
    {"DescribeIamInstanceProfileAssociations", any_resource, describe_iam_instance_profile_associations,
     "AssociationId Filter MaxResults NextToken"},
    {"DescribeInstanceAttribute", named_access, describe_instance_attribute, "InstanceId Attribute"},
    {"DescribeInstanceCreditSpecifications", any_resource, describe_instance_credit_specifications,
     "Filter InstanceId MaxResults NextToken"},
    {"DescribeInstanceStatus", any_resource, describe_instance_status,
     "InstanceId MaxResults NextToken Filter IncludeAllInstances"},
    {"DescribeInstances", any_resource, describe_instances, "InstanceId Filter NextToken MaxResults"},
    {"DisassociateIamInstanceProfile", association_access, disassociate_iam_instance_profile,
     "AssociationId"},
    {"GetConsoleOutput",
     named_access,
     get_console_output,
     "InstanceId",
     {.ignores = "Latest",
      .differences =
          "has what cloud-init and the ECS agent say, without the kernel's messages; the agent writes to the "
          "console here, on AWS to /var/log/ecs"}},
    {"ModifyInstanceAttribute", named_access, modify_instance_attribute,
     "SourceDestCheck DisableApiStop InstanceId Attribute Value BlockDeviceMapping DisableApiTermination "
     "InstanceType UserData InstanceInitiatedShutdownBehavior GroupId EbsOptimized"},
    {"ModifyInstanceCreditSpecification",
     credits_access,
     modify_instance_credit_specification,
     "InstanceCreditSpecification",
     {.ignores = "ClientToken"}},
    {"ModifyInstanceMetadataOptions", named_access, modify_instance_metadata_options,
     "InstanceId HttpTokens HttpPutResponseHopLimit HttpEndpoint HttpProtocolIpv6 InstanceMetadataTags"},
    {"ModifyPrivateDnsNameOptions", named_access, modify_private_dns_name_options,
     "InstanceId PrivateDnsHostnameType EnableResourceNameDnsARecord EnableResourceNameDnsAAAARecord"},
    {"MonitorInstances", named_access, monitor_instances, "InstanceId", {.differences = kMonitoring}},
    {"RebootInstances", named_access, reboot_instances, "InstanceId"},
    {"ReplaceIamInstanceProfileAssociation", association_access, replace_iam_instance_profile_association,
     "IamInstanceProfile AssociationId"},
    {"RunInstances",
     launch_access,
     run_instances,
     JoinedText<kOfLaunch, kLaunchData>::value,
     {.differences = kLaunchDifferences}},
    {"StartInstances", named_access, start_instances, "InstanceId"},
    {"StopInstances", named_access, stop_instances, "InstanceId", {.ignores = "Force SkipOsShutdown"}},
    {"TerminateInstances",
     named_access,
     terminate_instances,
     "InstanceId",
     {.ignores = "Force SkipOsShutdown"}},
    {"UnmonitorInstances", named_access, unmonitor_instances, "InstanceId", {.differences = kMonitoring}},
};

}  // namespace

constinit const std::span<const Operation> kInstanceOperations{kRows};

}  // namespace eni::sandbox::ec2_service
