#pragma once
/// The bytes of a layer's tar archive, from the bytes of its blob; both are digested on the way.
#include <array>
#include <string_view>

#include "sandbox/world/layers/archive_handle.h"
#include "sandbox/world/layers/digest.h"
#include "sandbox/world/layers/layer.h"

namespace eni::sandbox::world::layers {

class BlobStream {
 public:
  /// @param blob         of the caller, and so are the expectation and the limits
  BlobStream(int blob, const LayerExpectation& expectation, const LayerLimits& limits)
      : blob_{blob}, expectation_{expectation}, limits_{limits} {}
  BlobStream(const BlobStream&) = delete;
  BlobStream& operator=(const BlobStream&) = delete;

  Failure open();
  /// @param piece  valid until the next call; empty at the end
  Failure read(std::string_view& piece);

  /// Reads what is left of both, and compares the digests.
  Failure finish(LayerReport& report);
  /// After the archive turned out to be broken: whether that is because these are not the blob's bytes. Decompresses nothing.
  Failure explain_damage();

  std::uint64_t blob_bytes() const { return blob_bytes_; }
  std::uint64_t tar_bytes() const { return tar_bytes_; }

 private:
  la_ssize_t read_blob(const void** bytes);
  Failure drain_blob();
  Failure check_blob(std::string& found);
  Failure check_sizes() const;
  Failure failure() const;

  int blob_;
  const LayerExpectation& expectation_;
  const LayerLimits& limits_;
  Digest blob_digest_, tar_digest_;
  std::uint64_t blob_bytes_ = 0, tar_bytes_ = 0;
  Failure own_failure_;  ///< within libarchive's calls, which know a number only
  std::array<char, 128 * 1024> buffer_{};
  ArchiveReader reader_;
};

}  // namespace eni::sandbox::world::layers
