#pragma once
/// The files of the image store, below one folder that is its owner's alone:
///
/// | file or folder | what |
/// | --- | --- |
/// | `blobs/HEX` | a manifest or a configuration, whole and verified |
/// | `layer-blobs/HEX` | a layer that is not unpacked yet; apart, for a manifest may call anything a layer |
/// | `….partial/HEX-ORIGIN` | a blob on its way; ORIGIN is a digest of who gives it |
/// | `….new` | a small file that is being written |
/// | `names/HEX.json` | what an image's name stands for; HEX is the digest of the name |
/// | `layers/HEX.json` | what is known of an unpacked layer, and whose it is; HEX is its diff id |
///
/// and below another, for layers belong to the users of a world:
///
/// | `USERS/HEX` | a layer's files; USERS is whose they are |
/// | `USERS/.new-HEX-N`, `USERS/.old-HEX-N` | one that is being unpacked, one that is being taken away |
///
/// What has its name is whole: it comes there by rename in one step. Nothing that a world could have changed is believed or
/// followed: all that is known of a layer lies in the first folder, and what this process does in the second it does from a descriptor of
/// USERS, by names of digests; programs in the world unpack and remove there. What is known of a layer is what such a program has
/// said of it once.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "net/descriptor.h"
#include "oci/digest.h"
#include "sandbox/images/pull_failure.h"

namespace eni::sandbox::images {

/// A failure of the disk: kNoSpace for a full one, in Docker's words.
PullFailure disk_failure(const std::string& path, int error);

/// One that is there is taken, with that mode, if it is a folder of this user. @error  kDisk
PullResult<void> make_folder(const std::string& path, mode_t mode = 0700);

/// Puts a file that only its owner may read in the place of the one that is there, in one step.
PullResult<void> write_private_file(const std::string& path, std::string_view bytes, mode_t mode = 0600);

/// The whole of a file; nothing if there is none or it has more than `max_bytes`.
std::optional<std::string> read_file(const std::string& path, std::size_t max_bytes);

/// The names in a folder; none if there is no such folder.
std::vector<std::string> names_in(const std::string& folder);

/// Of one kind: in a folder, those on their way in another beside it.
class BlobFiles {
 public:
  explicit BlobFiles(std::string directory) : directory_{std::move(directory)} {}

  /// Makes the folders, and takes away small blobs that a former process was writing.
  PullResult<void> prepare() const;
  std::string path_of(const oci::Digest& digest) const {
    return directory_ + "/" + std::string(digest.hex());
  }
  std::string partial_path(const oci::Digest& digest, std::string_view origin) const;
  /// For reading. None if it is not there, or not of that size: a machine that lost its power may have cut it.
  net::Descriptor open(const oci::Digest& digest, std::uint64_t bytes) const;
  /// A small one: a manifest, a configuration; of the right digest, or nothing.
  std::optional<std::string> read(const oci::Digest& digest) const;
  PullResult<void> write(const oci::Digest& digest, std::string_view bytes) const;
  void remove(const oci::Digest& digest) const;
  std::vector<oci::Digest> list() const;
  /// Of one that is there; 0 if it is not.
  std::uint64_t bytes(const oci::Digest& digest) const;
  /// Those on their way; of one all that come from different origins together.
  std::vector<oci::Digest> list_partial() const;
  std::uint64_t partial_bytes(const oci::Digest& digest) const;
  void remove_partial(const oci::Digest& digest) const;

 private:
  std::vector<std::string> partial_paths(const oci::Digest& digest) const;

  std::string directory_;
};

}  // namespace eni::sandbox::images
