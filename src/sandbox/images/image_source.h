#pragma once
/// Where images come from: a registry, an archive. What comes from there is anybody's.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/task.h"
#include "oci/manifest.h"
#include "oci/platform.h"
#include "sandbox/images/pull_failure.h"

namespace eni::sandbox::images {

/// Where a blob's bytes go on their way.
class BlobTarget {
 public:
  virtual ~BlobTarget() = default;
  /// That it has: what an earlier attempt brought stays.
  virtual std::uint64_t bytes() const = 0;
  /// @error  kNoSpace, kDisk
  virtual PullResult<void> append(std::string_view piece) = 0;
  /// Forgets all of it.
  virtual PullResult<void> restart() = 0;
  /// All has come, as its size says: whether its digest is right. Then it is kept under its name.
  /// @error  kDamaged
  virtual PullResult<void> finish() = 0;
};

/// Of an image that check_image() takes.
struct FetchedManifest {
  oci::Digest digest;
  std::string bytes;
  oci::Manifest manifest;
  oci::Digest resolved;  ///< of what the name stood for: of the index, if it is one
};

/// One image. Outlives what it was asked.
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  /// Who gives the bytes: a registry's host, "" for files of this machine. Those of one origin wait for each other.
  virtual std::string origin() const { return ""; }
  /// @error  kNotFound, kDenied, kCredentials, kThrottled, kNetwork, kRegistry, kDamaged, kNoPlatform, kUnsupported
  virtual Task<PullResult<FetchedManifest>> fetch_manifest(oci::Platform platform) = 0;
  /// What of it the target has already is not fetched again, if that can be.
  /// @error  the same, and the target's own
  virtual Task<PullResult<void>> fetch_blob(oci::Descriptor blob, BlobTarget& target) = 0;
};

}  // namespace eni::sandbox::images
