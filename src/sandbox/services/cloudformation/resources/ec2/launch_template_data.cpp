#include "sandbox/services/cloudformation/resources/ec2/launch_template_data.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kEbs[] = {
    {"DeleteOnTermination", Shape::kBoolean},
    {"EbsCardIndex", Shape::kInteger},
    {"Encrypted", Shape::kBoolean},
    {"Iops", Shape::kInteger},
    {"KmsKeyId"},
    {"SnapshotId"},
    {"Throughput", Shape::kInteger},
    {"VolumeInitializationRate", Shape::kInteger},
    {"VolumeSize", Shape::kInteger},
    {"VolumeType"},
};
constexpr Member kBlockDeviceMappings[] = {
    {"DeviceName"},
    {"Ebs", Shape::kObject, kEbs},
    {"NoDevice"},
    {"VirtualName"},
};
constexpr Member kCapacityReservationTarget[] = {
    {"CapacityReservationId"},
    {"CapacityReservationResourceGroupArn"},
};
constexpr Member kCapacityReservationSpecification[] = {
    {"CapacityReservationPreference"},
    {"CapacityReservationTarget", Shape::kObject, kCapacityReservationTarget},
};
constexpr Member kCpuOptions[] = {
    {"AmdSevSnp"},
    {"CoreCount", Shape::kInteger},
    {"ThreadsPerCore", Shape::kInteger},
};
constexpr Member kCreditSpecification[] = {
    {"CpuCredits"},
};
constexpr Member kEnclaveOptions[] = {
    {"Enabled", Shape::kBoolean},
};
constexpr Member kHibernationOptions[] = {
    {"Configured", Shape::kBoolean},
};
constexpr Member kIamInstanceProfile[] = {
    {"Arn"},
    {"Name"},
};
constexpr Member kSpotOptions[] = {
    {"BlockDurationMinutes", Shape::kInteger},
    {"InstanceInterruptionBehavior"},
    {"MaxPrice"},
    {"SpotInstanceType"},
    {"ValidUntil"},
};
constexpr Member kInstanceMarketOptions[] = {
    {"MarketType"},
    {"SpotOptions", Shape::kObject, kSpotOptions},
};
constexpr Member kAcceleratorCount[] = {
    {"Max", Shape::kInteger},
    {"Min", Shape::kInteger},
};
constexpr Member kAcceleratorTotalMemoryMiB[] = {
    {"Max", Shape::kInteger},
    {"Min", Shape::kInteger},
};
constexpr Member kBaselineEbsBandwidthMbps[] = {
    {"Max", Shape::kInteger},
    {"Min", Shape::kInteger},
};
constexpr Member kReferences[] = {
    {"InstanceFamily"},
};
constexpr Member kCpu[] = {
    {"References", Shape::kList, kReferences, "Reference"},
};
constexpr Member kBaselinePerformanceFactors[] = {
    {"Cpu", Shape::kObject, kCpu},
};
constexpr Member kMemoryGiBPerVCpu[] = {
    {"Max", Shape::kNumber},
    {"Min", Shape::kNumber},
};
constexpr Member kMemoryMiB[] = {
    {"Max", Shape::kInteger},
    {"Min", Shape::kInteger},
};
constexpr Member kNetworkBandwidthGbps[] = {
    {"Max", Shape::kNumber},
    {"Min", Shape::kNumber},
};
constexpr Member kNetworkInterfaceCount[] = {
    {"Max", Shape::kInteger},
    {"Min", Shape::kInteger},
};
constexpr Member kTotalLocalStorageGB[] = {
    {"Max", Shape::kNumber},
    {"Min", Shape::kNumber},
};
constexpr Member kVCpuCount[] = {
    {"Max", Shape::kInteger},
    {"Min", Shape::kInteger},
};
constexpr Member kInstanceRequirements[] = {
    {"AcceleratorCount", Shape::kObject, kAcceleratorCount},
    {"AcceleratorManufacturers", Shape::kList, {}, "AcceleratorManufacturer"},
    {"AcceleratorNames", Shape::kList, {}, "AcceleratorName"},
    {"AcceleratorTotalMemoryMiB", Shape::kObject, kAcceleratorTotalMemoryMiB},
    {"AcceleratorTypes", Shape::kList, {}, "AcceleratorType"},
    {"AllowedInstanceTypes", Shape::kList, {}, "AllowedInstanceType"},
    {"BareMetal"},
    {"BaselineEbsBandwidthMbps", Shape::kObject, kBaselineEbsBandwidthMbps},
    {"BaselinePerformanceFactors", Shape::kObject, kBaselinePerformanceFactors},
    {"BurstablePerformance"},
    {"CpuManufacturers", Shape::kList, {}, "CpuManufacturer"},
    {"ExcludedInstanceTypes", Shape::kList, {}, "ExcludedInstanceType"},
    {"InstanceGenerations", Shape::kList, {}, "InstanceGeneration"},
    {"LocalStorage"},
    {"LocalStorageTypes", Shape::kList, {}, "LocalStorageType"},
    {"MaxSpotPriceAsPercentageOfOptimalOnDemandPrice", Shape::kInteger},
    {"MemoryGiBPerVCpu", Shape::kObject, kMemoryGiBPerVCpu},
    {"MemoryMiB", Shape::kObject, kMemoryMiB},
    {"NetworkBandwidthGbps", Shape::kObject, kNetworkBandwidthGbps},
    {"NetworkInterfaceCount", Shape::kObject, kNetworkInterfaceCount},
    {"OnDemandMaxPricePercentageOverLowestPrice", Shape::kInteger},
    {"RequireHibernateSupport", Shape::kBoolean},
    {"SpotMaxPricePercentageOverLowestPrice", Shape::kInteger},
    {"TotalLocalStorageGB", Shape::kObject, kTotalLocalStorageGB},
    {"VCpuCount", Shape::kObject, kVCpuCount},
};
constexpr Member kLicenseSpecifications[] = {
    {"LicenseConfigurationArn"},
};
constexpr Member kMaintenanceOptions[] = {
    {"AutoRecovery"},
};
constexpr Member kMetadataOptions[] = {
    {"HttpEndpoint"}, {"HttpProtocolIpv6"},     {"HttpPutResponseHopLimit", Shape::kInteger},
    {"HttpTokens"},   {"InstanceMetadataTags"},
};
constexpr Member kMonitoring[] = {
    {"Enabled", Shape::kBoolean},
};
constexpr Member kConnectionTrackingSpecification[] = {
    {"TcpEstablishedTimeout", Shape::kInteger},
    {"UdpStreamTimeout", Shape::kInteger},
    {"UdpTimeout", Shape::kInteger},
};
constexpr Member kEnaSrdUdpSpecification[] = {
    {"EnaSrdUdpEnabled", Shape::kBoolean},
};
constexpr Member kEnaSrdSpecification[] = {
    {"EnaSrdEnabled", Shape::kBoolean},
    {"EnaSrdUdpSpecification", Shape::kObject, kEnaSrdUdpSpecification},
};
constexpr Member kIpv4Prefixes[] = {
    {"Ipv4Prefix"},
};
constexpr Member kIpv6Addresses[] = {
    {"Ipv6Address"},
};
constexpr Member kIpv6Prefixes[] = {
    {"Ipv6Prefix"},
};
constexpr Member kPrivateIpAddresses[] = {
    {"Primary", Shape::kBoolean},
    {"PrivateIpAddress"},
};
constexpr Member kNetworkInterfaces[] = {
    {"AssociateCarrierIpAddress", Shape::kBoolean},
    {"AssociatePublicIpAddress", Shape::kBoolean},
    {"ConnectionTrackingSpecification", Shape::kObject, kConnectionTrackingSpecification},
    {"DeleteOnTermination", Shape::kBoolean},
    {"Description"},
    {"DeviceIndex", Shape::kInteger},
    {"EnaQueueCount", Shape::kInteger},
    {"EnaSrdSpecification", Shape::kObject, kEnaSrdSpecification},
    {"Groups", Shape::kList, {}, "SecurityGroupId"},
    {"InterfaceType"},
    {"Ipv4PrefixCount", Shape::kInteger},
    {"Ipv4Prefixes", Shape::kList, kIpv4Prefixes, "Ipv4Prefix"},
    {"Ipv6AddressCount", Shape::kInteger},
    {"Ipv6Addresses", Shape::kList, kIpv6Addresses},
    {"Ipv6PrefixCount", Shape::kInteger},
    {"Ipv6Prefixes", Shape::kList, kIpv6Prefixes, "Ipv6Prefix"},
    {"NetworkCardIndex", Shape::kInteger},
    {"NetworkInterfaceId"},
    {"PrimaryIpv6", Shape::kBoolean},
    {"PrivateIpAddress"},
    {"PrivateIpAddresses", Shape::kList, kPrivateIpAddresses},
    {"SecondaryPrivateIpAddressCount", Shape::kInteger},
    {"SubnetId"},
};
constexpr Member kPlacement[] = {
    {"Affinity"},
    {"AvailabilityZone"},
    {"GroupId"},
    {"GroupName"},
    {"HostId"},
    {"HostResourceGroupArn"},
    {"PartitionNumber", Shape::kInteger},
    {"SpreadDomain"},
    {"Tenancy"},
};
constexpr Member kPrivateDnsNameOptions[] = {
    {"EnableResourceNameDnsAAAARecord", Shape::kBoolean},
    {"EnableResourceNameDnsARecord", Shape::kBoolean},
    {"HostnameType"},
};
constexpr Member kTags[] = {
    {"Key"},
    {"Value"},
};
constexpr Member kTagSpecifications[] = {
    {"ResourceType"},
    {"Tags", Shape::kList, kTags, "Tag"},
};
constexpr Member kLaunchTemplateData[] = {
    {"BlockDeviceMappings", Shape::kList, kBlockDeviceMappings, "BlockDeviceMapping"},
    {"CapacityReservationSpecification", Shape::kObject, kCapacityReservationSpecification},
    {"CpuOptions", Shape::kObject, kCpuOptions},
    {"CreditSpecification", Shape::kObject, kCreditSpecification},
    {"DisableApiStop", Shape::kBoolean},
    {"DisableApiTermination", Shape::kBoolean},
    {"EbsOptimized", Shape::kBoolean},
    {"EnclaveOptions", Shape::kObject, kEnclaveOptions},
    {"HibernationOptions", Shape::kObject, kHibernationOptions},
    {"IamInstanceProfile", Shape::kObject, kIamInstanceProfile},
    {"ImageId"},
    {"InstanceInitiatedShutdownBehavior"},
    {"InstanceMarketOptions", Shape::kObject, kInstanceMarketOptions},
    {"InstanceRequirements", Shape::kObject, kInstanceRequirements},
    {"InstanceType"},
    {"KernelId"},
    {"KeyName"},
    {"LicenseSpecifications", Shape::kList, kLicenseSpecifications, "LicenseSpecification"},
    {"MaintenanceOptions", Shape::kObject, kMaintenanceOptions},
    {"MetadataOptions", Shape::kObject, kMetadataOptions},
    {"Monitoring", Shape::kObject, kMonitoring},
    {"NetworkInterfaces", Shape::kList, kNetworkInterfaces, "NetworkInterface"},
    {"Placement", Shape::kObject, kPlacement},
    {"PrivateDnsNameOptions", Shape::kObject, kPrivateDnsNameOptions},
    {"RamDiskId"},
    {"SecurityGroupIds", Shape::kList, {}, "SecurityGroupId"},
    {"SecurityGroups", Shape::kList, {}, "SecurityGroup"},
    {"TagSpecifications", Shape::kList, kTagSpecifications, "TagSpecification"},
    {"UserData"},
};

}  // namespace

constinit const std::span<const Member> kLaunchTemplateDataMembers{kLaunchTemplateData};

}  // namespace eni::sandbox::cloudformation
