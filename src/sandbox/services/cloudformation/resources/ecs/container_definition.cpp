#include "sandbox/services/cloudformation/resources/ecs/container_definition.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kDependsOn[] = {
    {"Condition"},
    {"ContainerName"},
};
constexpr Member kEnvironment[] = {
    {"Name"},
    {"Value"},
};
constexpr Member kEnvironmentFiles[] = {
    {"Type"},
    {"Value"},
};
constexpr Member kExtraHosts[] = {
    {"Hostname"},
    {"IpAddress"},
};
constexpr Member kFirelensConfiguration[] = {
    {"Options", Shape::kTextMap},
    {"Type"},
};
constexpr Member kHealthCheck[] = {
    {"Command", Shape::kList},        {"Interval", Shape::kInteger}, {"Retries", Shape::kInteger},
    {"StartPeriod", Shape::kInteger}, {"Timeout", Shape::kInteger},
};
constexpr Member kCapabilities[] = {
    {"Add", Shape::kList},
    {"Drop", Shape::kList},
};
constexpr Member kDevices[] = {
    {"ContainerPath"},
    {"HostPath"},
    {"Permissions", Shape::kList},
};
constexpr Member kTmpfs[] = {
    {"ContainerPath"},
    {"MountOptions", Shape::kList},
    {"Size", Shape::kInteger},
};
constexpr Member kLinuxParameters[] = {
    {"Capabilities", Shape::kObject, kCapabilities},
    {"Devices", Shape::kList, kDevices},
    {"InitProcessEnabled", Shape::kBoolean},
    {"MaxSwap", Shape::kInteger},
    {"SharedMemorySize", Shape::kInteger},
    {"Swappiness", Shape::kInteger},
    {"Tmpfs", Shape::kList, kTmpfs},
};
constexpr Member kSecretOptions[] = {
    {"Name"},
    {"ValueFrom"},
};
constexpr Member kLogConfiguration[] = {
    {"LogDriver"},
    {"Options", Shape::kTextMap},
    {"SecretOptions", Shape::kList, kSecretOptions},
};
constexpr Member kMountPoints[] = {
    {"ContainerPath"},
    {"ReadOnly", Shape::kBoolean},
    {"SourceVolume"},
};
constexpr Member kPortMappings[] = {
    {"AppProtocol"},
    {"ContainerPort", Shape::kInteger},
    {"ContainerPortRange"},
    {"HostPort", Shape::kInteger},
    {"Name"},
    {"Protocol"},
};
constexpr Member kRepositoryCredentials[] = {
    {"CredentialsParameter"},
};
constexpr Member kResourceRequirements[] = {
    {"Type"},
    {"Value"},
};
constexpr Member kRestartPolicy[] = {
    {"Enabled", Shape::kBoolean},
    {"IgnoredExitCodes", Shape::kIntegers},
    {"RestartAttemptPeriod", Shape::kInteger},
};
constexpr Member kSecrets[] = {
    {"Name"},
    {"ValueFrom"},
};
constexpr Member kSystemControls[] = {
    {"Namespace"},
    {"Value"},
};
constexpr Member kUlimits[] = {
    {"HardLimit", Shape::kInteger},
    {"Name"},
    {"SoftLimit", Shape::kInteger},
};
constexpr Member kVolumesFrom[] = {
    {"ReadOnly", Shape::kBoolean},
    {"SourceContainer"},
};
constexpr Member kContainerDefinitions[] = {
    {"Command", Shape::kList},
    {"Cpu", Shape::kInteger},
    {"CredentialSpecs", Shape::kList},
    {"DependsOn", Shape::kList, kDependsOn},
    {"DisableNetworking", Shape::kBoolean},
    {"DnsSearchDomains", Shape::kList},
    {"DnsServers", Shape::kList},
    {"DockerLabels", Shape::kTextMap},
    {"DockerSecurityOptions", Shape::kList},
    {"EntryPoint", Shape::kList},
    {"Environment", Shape::kList, kEnvironment},
    {"EnvironmentFiles", Shape::kList, kEnvironmentFiles},
    {"Essential", Shape::kBoolean},
    {"ExtraHosts", Shape::kList, kExtraHosts},
    {"FirelensConfiguration", Shape::kObject, kFirelensConfiguration},
    {"HealthCheck", Shape::kObject, kHealthCheck},
    {"Hostname"},
    {"Image"},
    {"Interactive", Shape::kBoolean},
    {"Links", Shape::kList},
    {"LinuxParameters", Shape::kObject, kLinuxParameters},
    {"LogConfiguration", Shape::kObject, kLogConfiguration},
    {"Memory", Shape::kInteger},
    {"MemoryReservation", Shape::kInteger},
    {"MountPoints", Shape::kList, kMountPoints},
    {"Name"},
    {"PortMappings", Shape::kList, kPortMappings},
    {"Privileged", Shape::kBoolean},
    {"PseudoTerminal", Shape::kBoolean},
    {"ReadonlyRootFilesystem", Shape::kBoolean},
    {"RepositoryCredentials", Shape::kObject, kRepositoryCredentials},
    {"ResourceRequirements", Shape::kList, kResourceRequirements},
    {"RestartPolicy", Shape::kObject, kRestartPolicy},
    {"Secrets", Shape::kList, kSecrets},
    {"StartTimeout", Shape::kInteger},
    {"StopTimeout", Shape::kInteger},
    {"SystemControls", Shape::kList, kSystemControls},
    {"Ulimits", Shape::kList, kUlimits},
    {"User"},
    {"VersionConsistency"},
    {"VolumesFrom", Shape::kList, kVolumesFrom},
    {"WorkingDirectory"},
};
constexpr Member kDockerVolumeConfiguration[] = {
    {"Autoprovision", Shape::kBoolean}, {"Driver"}, {"DriverOpts", Shape::kTextMap},
    {"Labels", Shape::kTextMap},        {"Scope"},
};
constexpr Member kAuthorizationConfig[] = {
    {"AccessPointId"},
    {"IAM", Shape::kText, {}, "iam"},
};
constexpr Member kEfsVolumeConfiguration[] = {
    {"AuthorizationConfig", Shape::kObject, kAuthorizationConfig},
    {"FilesystemId", Shape::kText, {}, "fileSystemId"},
    {"RootDirectory"},
    {"TransitEncryption"},
    {"TransitEncryptionPort", Shape::kInteger},
};
constexpr Member kFsxAuthorizationConfig[] = {
    {"CredentialsParameter"},
    {"Domain"},
};
constexpr Member kFsxVolumeConfiguration[] = {
    {"AuthorizationConfig", Shape::kObject, kFsxAuthorizationConfig},
    {"FileSystemId"},
    {"RootDirectory"},
};
constexpr Member kHost[] = {
    {"SourcePath"},
};
constexpr Member kS3FilesVolumeConfiguration[] = {
    {"AccessPointArn"},
    {"FileSystemArn"},
    {"RootDirectory"},
    {"TransitEncryptionPort", Shape::kInteger},
};
constexpr Member kVolumes[] = {
    {"ConfiguredAtLaunch", Shape::kBoolean},
    {"DockerVolumeConfiguration", Shape::kObject, kDockerVolumeConfiguration},
    {"EFSVolumeConfiguration", Shape::kObject, kEfsVolumeConfiguration, "efsVolumeConfiguration"},
    {"FSxWindowsFileServerVolumeConfiguration", Shape::kObject, kFsxVolumeConfiguration,
     "fsxWindowsFileServerVolumeConfiguration"},
    {"Host", Shape::kObject, kHost},
    {"Name"},
    {"S3FilesVolumeConfiguration", Shape::kObject, kS3FilesVolumeConfiguration, "s3filesVolumeConfiguration"},
};

}  // namespace

constinit const std::span<const Member> kContainerDefinitionMembers{kContainerDefinitions};
constinit const std::span<const Member> kVolumeMembers{kVolumes};

}  // namespace eni::sandbox::cloudformation
