#include "sandbox/images/store/blob_download.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eni::sandbox::images {

Task<PullResult<BlobDownload>> BlobDownload::begin(Scheduler& scheduler, const BlobFiles& files,
                                                   oci::Digest digest, std::string origin) {
  std::string path = files.partial_path(digest, origin);
  net::Descriptor file{
      open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)};
  if (!file) co_return disk_failure(path, errno);
  BlobDownload out{files, std::move(digest), std::move(path), std::move(file)};
  for (;;) {
    ENI_CO_TRY(const bool has_more, out.hash_piece());
    if (!has_more) co_return out;
    co_await yield(scheduler);  // Of a layer of gigabytes this takes seconds.
  }
}

PullResult<bool> BlobDownload::hash_piece() {
  std::string room(256 * 1024, '\0');
  for (;;) {
    const ssize_t size = pread(file_.get(), room.data(), room.size(), static_cast<off_t>(bytes_));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return disk_failure(path_, errno);
    hash_.update({room.data(), static_cast<std::size_t>(size)});
    bytes_ += static_cast<std::uint64_t>(size);
    return size > 0;
  }
}

PullResult<void> BlobDownload::append(std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t size = write(file_.get(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return disk_failure(path_, errno);
    const auto written = static_cast<std::size_t>(size);
    hash_.update(piece.substr(0, written));
    bytes_ += written;
    piece.remove_prefix(written);
  }
  return {};
}

PullResult<void> BlobDownload::restart() {
  if (ftruncate(file_.get(), 0) != 0) return disk_failure(path_, errno);
  hash_ = Sha256Stream{};
  bytes_ = 0;
  return {};
}

PullResult<void> BlobDownload::finish() {
  if (const auto found = oci::Digest::of_hex(hash_.hex()); found != digest_) {
    ENI_CHECK(restart());
    return PullFailure{PullFault::kDamaged,
                       "failed commit on ref \"layer-" + digest_.text() + "\": unexpected commit digest " +
                           found.text() + ", expected " + digest_.text() + ": failed precondition",
                       PullStep::kBlobs};
  }
  if (rename(path_.c_str(), files_->path_of(digest_).c_str()) != 0) return disk_failure(path_, errno);
  return {};
}

}  // namespace eni::sandbox::images
