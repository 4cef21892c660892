#pragma once
/// Amazon EFS's rows: file systems, mount targets and access points, by their ids. Documents are what Describe operations show of
/// them; a file system's has "LifecyclePolicies", "BackupPolicy" and "Policy" besides.
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EfsRepository final : Repository {
  explicit EfsRepository(sqlite::Database& database)
      : file_systems{database, "efs.file-system"},
        mount_targets{database, "efs.mount-target"},
        access_points{database, "efs.access-point"} {}
  NamedDocuments file_systems;
  NamedDocuments mount_targets;
  NamedDocuments access_points;
};

}  // namespace eni::sandbox
