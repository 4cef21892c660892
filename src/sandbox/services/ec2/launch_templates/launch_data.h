#pragma once
/// The parameters of a launch, as RunInstances takes them and launch templates keep them: which the sandbox knows, and how
/// replies name them.
/// Source: Amazon EC2 API Reference, RequestLaunchTemplateData, ResponseLaunchTemplateData.
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

/// What launch templates may hold, as rows of operations name it.
inline constexpr std::string_view kLaunchData =
    " BlockDeviceMapping{DeviceName NoDevice VirtualName"
    "   Ebs{DeleteOnTermination Encrypted Iops KmsKeyId SnapshotId Throughput VolumeSize VolumeType}}"
    " CapacityReservationSpecification{CapacityReservationPreference} CpuOptions{CoreCount ThreadsPerCore}"
    " CreditSpecification DisableApiStop DisableApiTermination EbsOptimized EnclaveOptions HibernationOptions"
    " IamInstanceProfile ImageId InstanceInitiatedShutdownBehavior"
    " InstanceMarketOptions{MarketType SpotOptions{InstanceInterruptionBehavior MaxPrice SpotInstanceType}}"
    " InstanceType KeyName MaintenanceOptions{AutoRecovery}"
    " MetadataOptions{HttpEndpoint HttpProtocolIpv6 HttpPutResponseHopLimit HttpTokens InstanceMetadataTags} "
    "Monitoring"
    " NetworkInterface{AssociatePublicIpAddress DeleteOnTermination Description DeviceIndex InterfaceType "
    "Ipv6AddressCount"
    "   Ipv6Addresses{Ipv6Address} NetworkCardIndex NetworkInterfaceId PrivateIpAddress"
    "   PrivateIpAddresses{Primary PrivateIpAddress} SecondaryPrivateIpAddressCount SecurityGroupId SubnetId}"
    " Placement{AvailabilityZone Tenancy}"
    " PrivateDnsNameOptions{EnableResourceNameDnsAAAARecord EnableResourceNameDnsARecord HostnameType}"
    " SecurityGroup SecurityGroupId TagSpecification UserData";

/// The data as replies show it, numbers and booleans as such.
/// @error  UnsupportedOperation (an option of launch_options.h that asks for something), InvalidParameterValue (a value of another type)
ApiResult<json::object> shown_launch_data(const json::object& data);

/// `data` with what it lacks taken from `beneath`; tags are merged by key. What a launch says counts before its template.
json::object merge_launch_data(json::object data, const json::object& beneath);

}  // namespace eni::sandbox::ec2_service
