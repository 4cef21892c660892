#pragma once
/// The names of a store's images: a file each, and in memory what they stand for and keep.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "oci/digest.h"
#include "oci/platform.h"
#include "oci/reference.h"
#include "sandbox/images/pull_failure.h"

namespace eni::sandbox::images {

/// A name in the store.
struct StoredImage {
  oci::Reference name;
  oci::Digest manifest;
  oci::Digest resolved;
  oci::Platform platform;  ///< that was asked for
  bool is_pulled = false;  ///< from a registry; else loaded
  TimePoint used;
};

class ImageNames {
 public:
  using Digests = std::vector<oci::Digest>;
  struct Named {
    StoredImage image;
    Digests digests;  ///< that it keeps
  };

  /// @param folder  of the files
  explicit ImageNames(std::string folder) : folder_{std::move(folder)} {}

  /// Those on the disk. A file that is not readable, or under another name than its own, is removed.
  /// @param digests_of  what an image keeps
  void read(const std::function<Digests(const StoredImage&)>& digests_of);
  /// In the place of what had the name. @error  nothing has changed
  PullResult<void> write(StoredImage image, Digests digests);
  /// The same in memory alone.
  void put(StoredImage image, Digests digests);
  /// @return  whether it was there
  bool remove(const oci::Reference& name);

  /// Null if there is none.
  const Named* find(const oci::Reference& name) const;
  /// By the name's text.
  const std::map<std::string, Named>& all() const { return names_; }
  /// How many names keep a digest; none is 0.
  const std::map<oci::Digest, int>& uses() const { return uses_; }

 private:
  std::string path_of(const oci::Reference& name) const;
  bool drop(const oci::Reference& name);

  std::string folder_;
  std::map<std::string, Named> names_;
  std::map<oci::Digest, int> uses_;
};

}  // namespace eni::sandbox::images
