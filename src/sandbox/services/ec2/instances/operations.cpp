/// Instances.
#include "sandbox/services/ec2/instances/operations.h"

#include "base/joined_text.h"
#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/instances/launch_access.h"
#include "sandbox/services/ec2/launch_templates/launch_data.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

/// What RunInstances reads beside what launch templates may hold.
constexpr std::string_view kOfLaunch =
    "ClientToken Ipv6Address Ipv6AddressCount LaunchTemplate MaxCount MinCount PrivateIpAddress SubnetId";

Access named_access(const Call& call) { return access_to(call, {"InstanceId"}); }
Access modified_access(const Call& call) { return access_to(call, {"InstanceId", "GroupId"}); }

/// The instances whose credit specifications a call changes.
Access credits_access(const Call& call) {
  if (is_unlimited(call.principal)) return {};
  Access access = empty_access(call);
  for (const json::value& entry : array_at(call.params.all(), "InstanceCreditSpecification"))
    add_named(access, call, text_at(entry, "InstanceId"));
  if (access.resources.empty()) access.resources.emplace_back("*");
  return access;
}

/// The instance of an association, and the profile that it is to have.
ConditionKeys new_profile(const Call& call) {
  const json::object& profile = object_at(call.params.all(), "IamInstanceProfile");
  const std::string arn = profile_arn(call, profile);
  return arn.empty() ? ConditionKeys{} : ConditionKeys{{"ec2:NewInstanceProfile", arn}};
}

Access with_new_profile(Access access, const Call& call) {
  if (is_unlimited(call.principal)) return access;
  const ConditionKeys profile = new_profile(call);
  access.context.insert(access.context.end(), profile.begin(), profile.end());
  return access;
}

Access association_access(const Call& call) { return access_to(call, {"AssociationId"}); }
Access to_associate_profile(const Call& call) { return with_new_profile(named_access(call), call); }
Access to_replace_profile(const Call& call) { return with_new_profile(association_access(call), call); }

constexpr std::string_view kLaunchDifferences =
    "no machine is started: an instance is its states, its interfaces and, with an ECS image, a simulated "
    "ECS agent, which is taken to reach AWS from a subnet without a default route, too; volumes are "
    "records. A Spot Instance is labelled so: it has no request and is never interrupted. Persistent Spot "
    "requests, capacity "
    "blocks, targeted capacity reservations, placement groups, dedicated tenancy, hibernation and enclaves "
    "are refused by name";

constexpr std::string_view kMonitoring = "there are no metrics: the instance only shows that it is monitored";

constinit const Operation kRows[] = {
    {"AssociateIamInstanceProfile", to_associate_profile, associate_iam_instance_profile,
     "IamInstanceProfile InstanceId"},
    {"DescribeIamInstanceProfileAssociations", any_in_region, describe_iam_instance_profile_associations,
     "AssociationId Filter MaxResults NextToken"},
    {"DescribeInstanceAttribute", named_access, describe_instance_attribute, "InstanceId Attribute"},
    {"DescribeInstanceCreditSpecifications", any_in_region, describe_instance_credit_specifications,
     "Filter InstanceId MaxResults NextToken"},
    {"DescribeInstanceStatus", any_in_region, describe_instance_status,
     "InstanceId MaxResults NextToken Filter IncludeAllInstances"},
    {"DescribeInstances", any_in_region, describe_instances, "InstanceId Filter NextToken MaxResults"},
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
    {"ModifyInstanceAttribute", modified_access, modify_instance_attribute,
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
    {"ReplaceIamInstanceProfileAssociation", to_replace_profile, replace_iam_instance_profile_association,
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
