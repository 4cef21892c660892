/// Amazon EFS's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using At = Setting::At;

constexpr Tagging tagging_as(std::string_view property) {
  Tagging tagging{"Tags", Tagging::Form::kPairs, "TagResource", "UntagResource", "ResourceId", "tagKeys"};
  tagging.property = property;
  return tagging;
}
constexpr Tagging kOfFileSystems = tagging_as("FileSystemTags");
constexpr Tagging kOfAccessPoints = tagging_as("AccessPointTags");

const ResourceType kTypes[] = {
    {
        .name = "AWS::EFS::AccessPoint",
        .attributes = {"AccessPointId", {"Arn", Attribute::From::kArn}},
        .calls = {.service = "elasticfilesystem",
                  .id_member = "AccessPointId",
                  .create = "CreateAccessPoint",
                  .token_member = "ClientToken",
                  .takes = {"ClientToken", "FileSystemId", "PosixUser", "RootDirectory"},
                  .id = "AccessPointId",
                  .read = "DescribeAccessPoints",
                  .item = "AccessPoints",
                  .remove = "DeleteAccessPoint",
                  .tagging = &kOfAccessPoints},
        .arn_prefix = "access-point/",
    },
    {
        .name = "AWS::EFS::FileSystem",
        .attributes = {{"Arn", Attribute::From::kArn}, "FileSystemId"},
        .calls = {.service = "elasticfilesystem",
                  .id_member = "FileSystemId",
                  .create = "CreateFileSystem",
                  .token_member = "CreationToken",
                  .takes = {{"AvailabilityZoneName", Parameter::In::kCreate},
                            {"Encrypted", Parameter::In::kCreate},
                            {"KmsKeyId", Parameter::In::kCreate},
                            {"PerformanceMode", Parameter::In::kCreate},
                            {"ProvisionedThroughputInMibps"},
                            {"ThroughputMode", "", R"("bursting")"}},
                  .id = "FileSystemId",
                  .read = "DescribeFileSystems",
                  .item = "FileSystems",
                  .further = {{"DescribeLifecycleConfiguration"},
                              {"DescribeBackupPolicy"},
                              {"DescribeFileSystemPolicy"}},
                  .update = "UpdateFileSystem",
                  .settings =
                      {{"PutLifecycleConfiguration", {{"LifecyclePolicies", "", "[]"}}},
                       {"PutBackupPolicy", {{"BackupPolicy", "", R"({"Status": "DISABLED"})"}}},
                       {"PutFileSystemPolicy", {{"FileSystemPolicy", "Policy"}}, "DeleteFileSystemPolicy"}},
                  .remove = "DeleteFileSystem",
                  .tagging = &kOfFileSystems},
        .arn_prefix = "file-system/",
    },
    {
        .name = "AWS::EFS::MountTarget",
        .attributes = {"Id", {"IpAddress", "IpAddress"}},
        .calls = {.service = "elasticfilesystem",
                  .id_member = "MountTargetId",
                  .create = "CreateMountTarget",
                  .takes = {"FileSystemId", "IpAddress", "SecurityGroups", "SubnetId"},
                  .id = "MountTargetId",
                  .read = "DescribeMountTargets",
                  .item = "MountTargets",
                  .further = {{"DescribeMountTargetSecurityGroups"}},
                  .settings = {{.put = "ModifyMountTargetSecurityGroups",
                                .takes = {"SecurityGroups"},
                                .at = At::kUpdate}},
                  .remove = "DeleteMountTarget"},
    },
};

}  // namespace

const std::span<const ResourceType> kEfsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
