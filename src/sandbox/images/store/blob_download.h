#pragma once
/// A blob on its way into the store.
#include "base/scheduler.h"
#include "base/sha256_stream.h"
#include "base/task.h"
#include "net/descriptor.h"
#include "sandbox/images/image_source.h"
#include "sandbox/images/store/store_files.h"

namespace eni::sandbox::images {

class BlobDownload final : public BlobTarget {
 public:
  /// Goes on with what an earlier one left of the same blob from the same origin. One at a time for each.
  /// @error  kNoSpace, kDisk
  static Task<PullResult<BlobDownload>> begin(Scheduler& scheduler, const BlobFiles& files,
                                              oci::Digest digest, std::string origin);

  std::uint64_t bytes() const override { return bytes_; }
  PullResult<void> append(std::string_view piece) override;
  PullResult<void> restart() override;
  PullResult<void> finish() override;

 private:
  BlobDownload(const BlobFiles& files, oci::Digest digest, std::string path, net::Descriptor file)
      : files_{&files}, digest_{std::move(digest)}, path_{std::move(path)}, file_{std::move(file)} {}
  /// Some of what is in the file already. @return  whether there is more
  PullResult<bool> hash_piece();

  const BlobFiles* files_;
  oci::Digest digest_;
  std::string path_;  ///< while it comes
  net::Descriptor file_;
  Sha256Stream hash_;
  std::uint64_t bytes_ = 0;
};

}  // namespace eni::sandbox::images
