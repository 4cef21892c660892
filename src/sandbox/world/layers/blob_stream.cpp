#include "sandbox/world/layers/blob_stream.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace eni::sandbox::world::layers {
namespace {

/// One filter may be between the blob and the tar archive; libarchive counts the blob itself, too.
constexpr int kMaxFilters = 2;

Failure check_digest(std::string_view what, const std::string& expected, const std::string& found) {
  if (expected.empty() || expected == found) return {};
  return {LayerFault::kDigest, std::string(what) + " is " + found + ", not " + expected};
}

}  // namespace

Failure BlobStream::open() {
  if (!is_known_digest(expectation_.blob_digest) || !is_known_digest(expectation_.diff_id))
    return {LayerFault::kUnsupported, "digests other than sha256 are not known"};
  reader_.reset(archive_read_new());
  if (!reader_) return system_failure("a reader", ENOMEM);
  archive_read_support_filter_gzip(reader_.get());
  archive_read_support_filter_zstd(reader_.get());
  archive_read_support_format_raw(reader_.get());
  const auto read_callback = [](archive*, void* self, const void** bytes) {
    return static_cast<BlobStream*>(self)->read_blob(bytes);
  };
  if (archive_read_open(reader_.get(), this, nullptr, read_callback, nullptr) != ARCHIVE_OK) {
    if (blob_bytes_ == 0 && !own_failure_) return {LayerFault::kArchive, "it is empty"};
    return failure();
  }
  if (archive_filter_count(reader_.get()) > kMaxFilters)
    return {LayerFault::kArchive, "it is compressed more than once"};
  archive_entry* entry = nullptr;
  return succeeded(archive_read_next_header(reader_.get(), &entry)) ? Failure{} : failure();
}

/// Ahead of which limits are asked: expansion and all of it. What comes out is at most a piece beyond.
Failure BlobStream::check_sizes() const {
  if (tar_bytes_ > limits_.tar_bytes) return limit_failure("bytes of tar", limits_.tar_bytes);
  if (tar_bytes_ > limits_.free_tar_bytes && tar_bytes_ / limits_.expansion > blob_bytes_)
    return limit_failure("bytes of tar for each byte of the layer", limits_.expansion);
  return {};
}

Failure BlobStream::read(std::string_view& piece) {
  const void* bytes = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  piece = {};
  do {  // A piece of no size is not the end.
    const int code = archive_read_data_block(reader_.get(), &bytes, &size, &offset);
    if (code == ARCHIVE_EOF) return {};
    if (!succeeded(code)) return failure();
  } while (size == 0);
  piece = {static_cast<const char*>(bytes), size};
  tar_bytes_ += size;
  if (Failure failure = check_sizes(); failure) return failure;
  tar_digest_.add(piece);
  return {};
}

la_ssize_t BlobStream::read_blob(const void** bytes) {
  std::size_t wanted = buffer_.size();
  if (expectation_.blob_bytes)
    wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(wanted, *expectation_.blob_bytes - blob_bytes_));
  if (wanted == 0) return 0;
  ssize_t size = 0;
  do {
    size = ::read(blob_, buffer_.data(), wanted);
  } while (size < 0 && errno == EINTR);
  if (size < 0) {
    own_failure_ = {LayerFault::kInputOutput, "reading the layer: " + system_failure("read", errno).detail,
                    errno};
    archive_set_error(reader_.get(), EIO, "read");
    return ARCHIVE_FATAL;
  }
  blob_bytes_ += static_cast<std::uint64_t>(size);
  blob_digest_.add({buffer_.data(), static_cast<std::size_t>(size)});
  *bytes = buffer_.data();
  return size;
}

Failure BlobStream::failure() const {
  if (own_failure_) return own_failure_;
  const int error = archive_errno(reader_.get());
  if (error == ENOMEM) return system_failure(error_text(reader_.get()), ENOMEM);
  return {LayerFault::kArchive, error_text(reader_.get())};
}

Failure BlobStream::drain_blob() {
  for (;;) {
    const void* bytes = nullptr;
    const la_ssize_t size = read_blob(&bytes);
    if (size < 0) return own_failure_;
    if (size == 0) return {};
    // Behind the end of what is compressed: nothing else would end a pipe.
    if (blob_bytes_ > limits_.tar_bytes) return limit_failure("bytes", limits_.tar_bytes);
  }
}

Failure BlobStream::check_blob(std::string& found) {
  if (Failure failure = drain_blob(); failure) return failure;
  found = blob_digest_.text();
  if (expectation_.blob_bytes && blob_bytes_ < *expectation_.blob_bytes)
    return {LayerFault::kDigest, "it has " + std::to_string(blob_bytes_) + " bytes, not " +
                                     std::to_string(*expectation_.blob_bytes)};
  return check_digest("its digest", expectation_.blob_digest, found);
}

Failure BlobStream::finish(LayerReport& report) {
  std::string_view piece;
  do {
    if (Failure failure = read(piece); failure) return failure;
  } while (!piece.empty());
  std::string blob_digest;
  if (Failure failure = check_blob(blob_digest); failure) return failure;
  std::string diff_id = tar_digest_.text();
  if (Failure failure = check_digest("the digest of its tar archive", expectation_.diff_id, diff_id); failure)
    return failure;
  report.blob_digest = std::move(blob_digest);
  report.diff_id = std::move(diff_id);
  return {};
}

Failure BlobStream::explain_damage() {
  if (expectation_.blob_digest.empty() && !expectation_.blob_bytes) return {};
  std::string found;
  Failure failure = check_blob(found);
  return failure.fault == LayerFault::kDigest ? failure : Failure{};
}

}  // namespace eni::sandbox::world::layers
