#include "sandbox/services/elasticfilesystem/operations.h"

#include "sandbox/services/elasticfilesystem/input.h"
#include "sandbox/services/elasticfilesystem/service.h"

namespace eni::sandbox::efs_service {
namespace {

constexpr std::string_view kRecords = "a record that is available at once; nothing mounts it";
constexpr std::string_view kKept = "kept and shown, without effect";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CreateFileSystem",
     new_file_system_access,
     create_file_system,
     "CreationToken PerformanceMode Encrypted KmsKeyId ThroughputMode ProvisionedThroughputInMibps "
     "AvailabilityZoneName Backup Tags",
     {.differences = kRecords}},
    {"DescribeFileSystems",
     file_system_access,
     describe_file_systems,
     "FileSystemId CreationToken",
     {.ignores = "MaxItems Marker", .differences = "all are on one page"}},
    {"UpdateFileSystem", file_system_access, update_file_system,
     "FileSystemId ThroughputMode ProvisionedThroughputInMibps"},
    {"DeleteFileSystem", file_system_access, delete_file_system, "FileSystemId"},

    {"CreateMountTarget",
     file_system_access,
     create_mount_target,
     "FileSystemId SubnetId IpAddress SecurityGroups",
     {.differences = "its interface is made as the caller; IPv4 only"}},
    {"DescribeMountTargets",
     file_system_access,
     describe_mount_targets,
     "FileSystemId MountTargetId AccessPointId",
     {.ignores = "MaxItems Marker", .differences = "all are on one page"}},
    {"DeleteMountTarget", mount_target_access, delete_mount_target, "MountTargetId"},
    {"DescribeMountTargetSecurityGroups", mount_target_access, describe_mount_target_security_groups,
     "MountTargetId"},
    {"ModifyMountTargetSecurityGroups", mount_target_access, modify_mount_target_security_groups,
     "MountTargetId SecurityGroups"},

    {"CreateAccessPoint",
     file_system_access,
     create_access_point,
     "ClientToken Tags FileSystemId PosixUser RootDirectory",
     {.differences = kRecords}},
    {"DescribeAccessPoints",
     access_point_access,
     describe_access_points,
     "AccessPointId FileSystemId",
     {.ignores = "MaxResults NextToken", .differences = "all are on one page"}},
    {"DeleteAccessPoint", access_point_access, delete_access_point, "AccessPointId"},

    {"PutLifecycleConfiguration",
     file_system_access,
     put_lifecycle_configuration,
     "FileSystemId LifecyclePolicies",
     {.differences = kKept}},
    {"DescribeLifecycleConfiguration", file_system_access, describe_lifecycle_configuration, "FileSystemId"},
    {"PutBackupPolicy",
     file_system_access,
     put_backup_policy,
     "FileSystemId BackupPolicy",
     {.differences = kKept}},
    {"DescribeBackupPolicy", file_system_access, describe_backup_policy, "FileSystemId"},
    {"PutFileSystemPolicy",
     file_system_access,
     put_file_system_policy,
     "FileSystemId Policy",
     {.ignores = "BypassPolicyLockoutSafetyCheck", .differences = kKept}},
    {"DescribeFileSystemPolicy", file_system_access, describe_file_system_policy, "FileSystemId"},
    {"DeleteFileSystemPolicy", file_system_access, delete_file_system_policy, "FileSystemId"},

    {"ListTagsForResource",
     tagged_access,
     list_tags_for_resource,
     "ResourceId",
     {.ignores = "MaxResults NextToken"}},
    {"TagResource", tagged_access, tag_resource, "ResourceId Tags"},
    {"UntagResource", tagged_access, untag_resource, "ResourceId tagKeys"},
};

}  // namespace

const Service kService = {
    .name = "elasticfilesystem",
    .title = "Amazon Elastic File System",
    .protocol = Protocol::kRestJson,
    .version = "2015-02-01",
    .xml_namespace = {},
    .target_prefix = {},
    .operations = kOperations,
    .constraint_code = "BadRequest",
    .unsupported_code = "BadRequest",
};

}  // namespace eni::sandbox::efs_service
