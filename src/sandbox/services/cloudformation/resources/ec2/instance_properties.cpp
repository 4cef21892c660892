/// The properties of AWS::EC2::Instance, and RunInstances' parameters made of them.
/// Source: AWS::EC2::Instance of the CloudFormation reference; RunInstances of the EC2 API Reference.
#include "sandbox/services/cloudformation/resources/ec2/instance.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kEbs[] = {
    {"DeleteOnTermination", Shape::kBoolean},
    {"Encrypted", Shape::kBoolean},
    {"Iops", Shape::kInteger},
    {"KmsKeyId"},
    {"SnapshotId"},
    {"VolumeSize", Shape::kInteger},
    {"VolumeType"},
};
constexpr Member kBlockDeviceMappings[] = {
    {"DeviceName"},
    {"Ebs", Shape::kObject, kEbs},
    {"NoDevice", Shape::kTextMap},
    {"VirtualName"},
};
constexpr Member kCpuOptions[] = {
    {"CoreCount", Shape::kInteger},
    {"ThreadsPerCore", Shape::kInteger},
};
constexpr Member kCreditSpecification[] = {
    {"CPUCredits", Shape::kText, {}, "CpuCredits"},
};
constexpr Member kEnclaveOptions[] = {
    {"Enabled", Shape::kBoolean},
};
constexpr Member kHibernationOptions[] = {
    {"Configured", Shape::kBoolean},
};
constexpr Member kIpv6Addresses[] = {
    {"Ipv6Address"},
};
constexpr Member kLaunchTemplate[] = {
    {"LaunchTemplateId"},
    {"LaunchTemplateName"},
    {"Version"},
};
constexpr Member kLicenseSpecifications[] = {
    {"LicenseConfigurationArn"},
};
constexpr Member kMetadataOptions[] = {
    {"HttpEndpoint"}, {"HttpProtocolIpv6"},     {"HttpPutResponseHopLimit", Shape::kInteger},
    {"HttpTokens"},   {"InstanceMetadataTags"},
};
constexpr Member kPrivateIpAddresses[] = {
    {"Primary", Shape::kBoolean},
    {"PrivateIpAddress"},
};
constexpr Member kNetworkInterfaces[] = {
    {"AssociateCarrierIpAddress", Shape::kBoolean},
    {"AssociatePublicIpAddress", Shape::kBoolean},
    {"DeleteOnTermination", Shape::kBoolean},
    {"Description"},
    {"DeviceIndex"},
    {"GroupSet", Shape::kList, {}, "SecurityGroupId"},
    {"Ipv6AddressCount", Shape::kInteger},
    {"Ipv6Addresses", Shape::kList, kIpv6Addresses},
    {"NetworkInterfaceId"},
    {"PrivateIpAddress"},
    {"PrivateIpAddresses", Shape::kList, kPrivateIpAddresses},
    {"SecondaryPrivateIpAddressCount", Shape::kInteger},
    {"SubnetId"},
};
constexpr Member kPrivateDnsNameOptions[] = {
    {"EnableResourceNameDnsAAAARecord", Shape::kBoolean},
    {"EnableResourceNameDnsARecord", Shape::kBoolean},
    {"HostnameType"},
};

constexpr OnChange kUpdate = OnChange::kUpdate;
constexpr OnChange kReplace = OnChange::kReplace;
constexpr Presence kOptional = Presence::kOptional;
constexpr Presence kRefused = Presence::kRefused;
const Property kProperties[] = {
    {"AdditionalInfo", Shape::kText, kUpdate, kRefused},
    {"Affinity", Shape::kText, kUpdate, kRefused},
    {"AvailabilityZone", Shape::kText, kReplace},
    {"BlockDeviceMappings", Shape::kList, kReplace, kOptional, kBlockDeviceMappings},
    {"CpuOptions", Shape::kObject, kReplace, kOptional, kCpuOptions},
    {"CreditSpecification", Shape::kObject, kUpdate, kOptional, kCreditSpecification},
    {"DisableApiTermination", Shape::kBoolean},
    {"EbsOptimized", Shape::kBoolean},
    {"ElasticGpuSpecifications", Shape::kList, kReplace, kRefused},
    {"ElasticInferenceAccelerators", Shape::kList, kReplace, kRefused},
    {"EnclaveOptions", Shape::kObject, kReplace, kOptional, kEnclaveOptions},
    {"HibernationOptions", Shape::kObject, kReplace, kOptional, kHibernationOptions},
    {"HostId", Shape::kText, kUpdate, kRefused},
    {"HostResourceGroupArn", Shape::kText, kReplace, kRefused},
    {"IamInstanceProfile"},
    {"ImageId", Shape::kText, kReplace},
    {"InstanceInitiatedShutdownBehavior"},
    {"InstanceType"},
    {"Ipv6AddressCount", Shape::kInteger, kReplace},
    {"Ipv6Addresses", Shape::kList, kReplace, kOptional, kIpv6Addresses},
    {"KernelId", Shape::kText, kUpdate, kRefused},
    {"KeyName", Shape::kText, kReplace},
    {"LaunchTemplate", Shape::kObject, kReplace, kOptional, kLaunchTemplate},
    {"LicenseSpecifications", Shape::kList, kReplace, kOptional, kLicenseSpecifications},
    {"MetadataOptions", Shape::kObject, kUpdate, kOptional, kMetadataOptions},
    {"Monitoring", Shape::kBoolean},
    {"NetworkInterfaces", Shape::kList, kReplace, kOptional, kNetworkInterfaces},
    {"PlacementGroupName", Shape::kText, kReplace},
    {"PrivateDnsNameOptions", Shape::kObject, kUpdate, kOptional, kPrivateDnsNameOptions},
    {"PrivateIpAddress", Shape::kText, kReplace},
    {"PropagateTagsToVolumeOnCreation", Shape::kBoolean},
    {"RamdiskId", Shape::kText, kUpdate, kRefused},
    {"SecurityGroupIds", Shape::kList, OnChange::kConditional},
    {"SecurityGroups", Shape::kList, kReplace},
    {"SourceDestCheck", Shape::kBoolean},
    {"SsmAssociations", Shape::kList, kUpdate, kRefused},
    {"SubnetId", Shape::kText, kReplace},
    {"Tags", Shape::kList},
    {"Tenancy", Shape::kText, kReplace},
    {"UserData"},
    {"Volumes", Shape::kList, kUpdate, kRefused},
};

/// A property that goes to RunInstances under another name, or has a structure.
struct Parameter {
  std::string_view property;
  std::string_view api_name;
};
constexpr Parameter kParameters[] = {
    {"BlockDeviceMappings", "BlockDeviceMapping"},
    {"CpuOptions", "CpuOptions"},
    {"CreditSpecification", "CreditSpecification"},
    {"DisableApiTermination", "DisableApiTermination"},
    {"EbsOptimized", "EbsOptimized"},
    {"EnclaveOptions", "EnclaveOptions"},
    {"HibernationOptions", "HibernationOptions"},
    {"ImageId", "ImageId"},
    {"InstanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior"},
    {"InstanceType", "InstanceType"},
    {"Ipv6AddressCount", "Ipv6AddressCount"},
    {"Ipv6Addresses", "Ipv6Address"},
    {"KeyName", "KeyName"},
    {"LaunchTemplate", "LaunchTemplate"},
    {"LicenseSpecifications", "LicenseSpecification"},
    {"MetadataOptions", "MetadataOptions"},
    {"NetworkInterfaces", "NetworkInterface"},
    {"PrivateDnsNameOptions", "PrivateDnsNameOptions"},
    {"PrivateIpAddress", "PrivateIpAddress"},
    {"SecurityGroupIds", "SecurityGroupId"},
    {"SecurityGroups", "SecurityGroup"},
    {"SubnetId", "SubnetId"},
    {"UserData", "UserData"},
};
constexpr Parameter kPlacement[] = {
    {"AvailabilityZone", "AvailabilityZone"},
    {"PlacementGroupName", "GroupName"},
    {"Tenancy", "Tenancy"},
};

/// The instance's tags, and its volumes' if they are to have them, too.
void put_all_tags(const ResourceCall& call, json::object& params) {
  put_tags(call, "instance", params);
  if (text_of(call.properties, "PropagateTagsToVolumeOnCreation") != "true") return;
  json::value* specifications = params.if_contains("TagSpecification");
  if (!specifications) return;
  json::object of_volumes = specifications->as_array().front().as_object();
  of_volumes["ResourceType"] = "volume";
  specifications->as_array().push_back(std::move(of_volumes));
}

}  // namespace

constinit const std::span<const Property> kInstanceProperties{kProperties};

json::object placement_of(const json::object& properties) {
  json::object placement;
  for (const Parameter& row : kPlacement) {
    if (properties.contains(row.property)) placement[row.api_name] = text_of(properties, row.property);
  }
  return placement;
}

json::object run_instances_params(const ResourceCall& call) {
  json::object params{{"MinCount", "1"}, {"MaxCount", "1"}, {"ClientToken", call.parts.random.uuid()}};
  for (const Parameter& row : kParameters) {
    copy_to_ec2(call, kEc2Instance, row.property, row.api_name, params);
  }
  if (call.properties.contains("IamInstanceProfile")) {
    params["IamInstanceProfile"] = json::object{{"Name", text_of(call.properties, "IamInstanceProfile")}};
  }
  if (call.properties.contains("Monitoring")) {
    params["Monitoring"] = json::object{{"Enabled", text_of(call.properties, "Monitoring")}};
  }
  json::object placement = placement_of(call.properties);
  if (!placement.empty()) params["Placement"] = std::move(placement);
  put_all_tags(call, params);
  return params;
}

}  // namespace eni::sandbox::cloudformation
