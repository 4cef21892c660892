#pragma once
/// What EFS's operations have in common: the resources that a call names, by id or by ARN.
#include "sandbox/gateway/operation.h"
#include "sandbox/store/efs_repository.h"

namespace eni::sandbox::efs_service {

EfsRepository& repository(const Call& call);

/// arn:aws:elasticfilesystem:REGION:ACCOUNT:file-system/fs-…
std::string file_system_arn(const Call& call, const std::string& id);
std::string access_point_arn(const Call& call, const std::string& id);

/// The call's file system, as a resource; "*" if it names none.
Access file_system_access(const Call& call);
/// "*", with elasticfilesystem:Encrypted and the call's tags.
Access new_file_system_access(const Call& call);
/// The file system of the mount target.
Access mount_target_access(const Call& call);
Access access_point_access(const Call& call);
/// Of operations that name a file system or an access point by `ResourceId`.
Access tagged_access(const Call& call);

/// The id at the end of what may be an ARN.
std::string id_of(std::string_view id_or_arn);
/// "fs-" and 17 hex digits.
std::string new_id(const Call& call, std::string_view prefix);

/// @error  FileSystemNotFound
ApiResult<NamedDocument> find_file_system(const Call& call, const std::string& id);
/// The one of the call's `FileSystemId`.
ApiResult<NamedDocument> required_file_system(const Call& call);
/// The one of the call's `MountTargetId`. @error  MountTargetNotFound
ApiResult<NamedDocument> required_mount_target(const Call& call);
/// @error  AccessPointNotFound
ApiResult<NamedDocument> find_access_point(const Call& call, const std::string& id);

/// Those of the caller's Region that are of the file system; all if `file_system_id` is "".
std::vector<NamedDocument> of_file_system(const Call& call, NamedDocuments& rows,
                                          const std::string& file_system_id);

/// What its Name tag says, where it has one.
void show_name(json::object& shown);

}  // namespace eni::sandbox::efs_service
