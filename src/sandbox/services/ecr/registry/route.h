#pragma once
/// The paths of a registry, read. Source: OCI Distribution Specification 1.1, "Endpoints"; the catalog is Docker's.
#include <string>
#include <string_view>

namespace eni::sandbox::ecr_service {

struct RegistryRoute {
  enum class Kind {
    kBase,       ///< /v2/
    kCatalog,    ///< /v2/_catalog
    kTags,       ///< /v2/NAME/tags/list
    kManifest,   ///< /v2/NAME/manifests/REFERENCE
    kBlob,       ///< /v2/NAME/blobs/DIGEST
    kUploads,    ///< /v2/NAME/blobs/uploads/
    kUpload,     ///< /v2/NAME/blobs/uploads/ID
    kReferrers,  ///< /v2/NAME/referrers/DIGEST
    kNone,
  };
  Kind kind = Kind::kNone;
  std::string name;       ///< of the repository
  std::string reference;  ///< a tag, a digest, an upload's id

  bool operator==(const RegistryRoute&) const = default;
};

/// @param path  still encoded. A repository's name has slashes, so it is read from the end. Names are not checked.
RegistryRoute read_route(std::string_view path);

}  // namespace eni::sandbox::ecr_service
