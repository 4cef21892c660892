#pragma once
/// Why a layer is not unpacked, as a value: this folder is also linked into a static program without exceptions.
#include <string>
#include <string_view>

namespace eni::sandbox::world::layers {

enum class LayerFault {
  kNone,
  kArchive,      ///< broken: truncated, no tar, no gzip, a header that makes no sense
  kPath,         ///< a name or a link that leads out of the layer, or nowhere
  kLimit,        ///< beyond a bound of LayerLimits
  kUnsupported,  ///< sound, but not for this kernel, file system or program
  kOwner,        ///< a user or group that this user namespace does not have
  kNoSpace,      ///< the disk, or the user's quota on it, is full
  kDigest,       ///< not the bytes that were expected
  kInputOutput,  ///< any other error of the kernel
};

/// In a condition: whether it is one. So a step is `if (Failure failure = step(); failure) return failure;`.
struct [[nodiscard]] Failure {
  LayerFault fault = LayerFault::kNone;
  std::string detail;  ///< what happened, for people
  int error = 0;       ///< errno; 0 where the kernel had no part in it

  explicit operator bool() const { return fault != LayerFault::kNone; }
};

/// "WHAT: No such file or directory", of the kind that `error` (an errno) stands for in an archive.
Failure system_failure(std::string_view what, int error);
/// "more than 4096 bytes in WHAT".
Failure limit_failure(std::string_view what, unsigned long long limit);

/// A name of an archive as a message may show it: valid UTF-8, control characters as \xNN, 256 bytes at most.
std::string printable(std::string_view name);

}  // namespace eni::sandbox::world::layers
