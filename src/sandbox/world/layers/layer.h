#pragma once
/// Unpacks a layer of a container image into a folder that overlayfs takes for a lower directory.
///
/// Layers are other people's: each byte is taken for hostile. Names are resolved by the kernel within the folder
/// (openat2, RESOLVE_IN_ROOT), so nothing outside is made, changed or read, whatever names, `..` and links say. That holds
/// while nobody else writes into the folder. It is meant for a short-lived process without threads in a user namespace, and works
/// without one.
///
/// What becomes of an entry (what is not said here is as tar has it):
///
/// | entry | becomes |
/// | --- | --- |
/// | a name that is there already | replaces it; a folder is merged with a folder. Folders on the way are made, 0755 |
/// | a name below a symbolic link | is made where the link leads within the layer, as in a container |
/// | a name with `..` | the layer is refused; absolute names begin at the layer's root |
/// | hard link | a link to what the layer has under that name; to anything else: refused |
/// | `.wh.NAME` | a character device 0/0, overlayfs's whiteout, unless the same layer has NAME, before or after; with a folder NAME
///   that folder is opaque. OCI image specification 1.1, layer.md, "Whiteouts" |
/// | `.wh..wh..opq` | its folder is opaque |
/// | other `.wh..wh.*` | left out: AUFS's own records, as containerd and Docker leave them out |
/// | devices | left out and counted, as rootless podman and Docker leave them out: a container has a /dev of its own |
/// | extended attributes | `user.*` (without `user.overlay.*`) of files and folders, `security.capability` of files; others, and
///   those that the file system or the kernel refuses, are left out and counted |
/// | set-user-ID and set-group-ID bits | kept, if the owner is; so others must not reach the folder |
/// | a name with a NUL | ends there |
#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/world/layers/failure.h"

namespace eni::sandbox::world::layers {

/// What the image's manifest and configuration say of the layer. Digests as there: "sha256:" and 64 digits; "": not checked.
struct LayerExpectation {
  std::string blob_digest;                  ///< of the bytes as they come, compressed
  std::string diff_id;                      ///< of the tar archive
  std::optional<std::uint64_t> blob_bytes;  ///< no more are read
};

/// What one layer may cost. All time that is spent follows from these and from the size of the blob.
struct LayerLimits {
  std::uint64_t entries = 1'000'000;                   ///< with the folders made on the way to them
  std::uint64_t file_bytes = std::uint64_t{64} << 30;  ///< sizes of all files, holes included
  std::uint64_t tar_bytes = std::uint64_t{72} << 30;   ///< of the archive, and of the blob
  std::uint64_t expansion = 1'100;          ///< bytes of tar for each of the blob; gzip makes at most 1,032
  std::uint64_t free_tar_bytes = 64 << 20;  ///< that many may always be, however few the blob's
  std::uint64_t path_bytes = 4'095;         ///< of a name; the kernel's own bound
  std::uint64_t depth = 256;                ///< parts of a name
  std::uint64_t header_bytes = 4 << 20;     ///< of one entry: long names, pax records, maps of sparse files
  std::uint64_t xattr_bytes = 64 << 20;     ///< names and values of all extended attributes
  std::uint64_t held_bytes = 256 << 20;  ///< of memory for what is done last: folders' attributes, whiteouts
};

/// How a folder hides those of the layers below.
enum class OpaqueMark {
  kUser,     ///< user.overlay.opaque, for mounts with the option userxattr
  kTrusted,  ///< trusted.overlay.opaque, for root outside user namespaces
};

/// What is done with an entry whose owner the user namespace does not have.
enum class UnknownOwner {
  kRefuse,   ///< LayerFault::kOwner
  kReplace,  ///< it belongs to who unpacks, without set-user-ID and set-group-ID, and is counted
};

struct UnpackOptions {
  OpaqueMark opaque_mark = OpaqueMark::kUser;
  UnknownOwner unknown_owner = UnknownOwner::kRefuse;
};

struct LayerReport {
  Failure failure;    ///< none: the layer is unpacked
  std::string entry;  ///< which entry's, as printable(); "": not of one

  std::string blob_digest, diff_id;  ///< found; empty after a failure
  std::uint64_t blob_bytes = 0, tar_bytes = 0, file_bytes = 0;
  std::uint64_t entries = 0;
  std::uint64_t whiteouts = 0;  ///< and opaque folders
  bool hides_all_below =
      false;  ///< its root is opaque, which overlayfs does not look at: mount none of the layers below
  std::uint64_t devices_left_out = 0, xattrs_left_out = 0;
  std::uint64_t owners_replaced = 0;
  std::string first_owner_replaced;  ///< "33:33 of var/www"

  bool good() const { return !failure; }
  /// About: each entry takes an inode, and of its content's last block what is left.
  std::uint64_t bytes_on_disk() const { return file_bytes + entries * 4096; }
};

/// One line for people: "the layer is broken: usr/bin/sh: Truncated tar archive"; for a full disk as Docker words it, which ECS
/// shows: "write /usr/bin/sh: no space left on device". Of a good one: "12 entries, 4096 bytes".
std::string describe(const LayerReport& report);

/// @param blob         read from where it stands, in one pass: tar, alone or in gzip or zstd; a file or a pipe
/// @param root_folder  an empty folder. After a failure it holds a part of the layer: remove_tree() takes it away
LayerReport unpack_layer(int blob, int root_folder, const LayerExpectation& expectation,
                         const LayerLimits& limits, const UnpackOptions& options = {});

}  // namespace eni::sandbox::world::layers
