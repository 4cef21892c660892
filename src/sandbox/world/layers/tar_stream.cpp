#include "sandbox/world/layers/tar_stream.h"

#include <algorithm>
#include <cerrno>

namespace eni::sandbox::world::layers {
namespace {

std::optional<TarEntry::Type> type_of(archive_entry* raw) {
  if (archive_entry_hardlink(raw) != nullptr) return TarEntry::Type::kHardLink;
  switch (archive_entry_filetype(raw)) {
    case AE_IFREG:
      return TarEntry::Type::kFile;
    case AE_IFDIR:
      return TarEntry::Type::kFolder;
    case AE_IFLNK:
      return TarEntry::Type::kSymbolicLink;
    case AE_IFIFO:
      return TarEntry::Type::kFifo;
    case AE_IFCHR:
    case AE_IFBLK:
      return TarEntry::Type::kDevice;
    default:
      return std::nullopt;
  }
}

std::string text_or_empty(const char* text) { return text ? text : ""; }

std::optional<timespec> modification_time(archive_entry* raw) {
  if (archive_entry_mtime_is_set(raw) == 0) return std::nullopt;
  timespec time{};
  time.tv_sec = archive_entry_mtime(raw);
  time.tv_nsec = std::clamp(archive_entry_mtime_nsec(raw), 0L, 999'999'999L);
  return time;
}

}  // namespace

Failure TarStream::open() {
  reader_.reset(archive_read_new());
  if (!reader_) return system_failure("a reader", ENOMEM);
  archive_read_support_format_tar(reader_.get());
  const auto read_callback = [](archive*, void* self, const void** bytes) {
    return static_cast<TarStream*>(self)->read_tar(bytes);
  };
  is_bounded_ = true;
  if (archive_read_open(reader_.get(), this, nullptr, read_callback, nullptr) == ARCHIVE_OK) return {};
  if (!own_failure_ && archive_errno(reader_.get()) != ENOMEM)
    return {LayerFault::kArchive, "it is no tar archive, nor one in gzip or zstd"};
  return failure();
}

la_ssize_t TarStream::read_tar(const void** bytes) {
  std::string_view piece;
  own_failure_ = blob_.read(piece);
  taken_ += piece.size();
  // libarchive keeps headers in memory as they are, and each hole of a sparse file.
  if (!own_failure_ && is_bounded_ && taken_ > limits_.header_bytes + piece.size())
    own_failure_ = limit_failure("bytes in one header", limits_.header_bytes);
  if (own_failure_) {
    archive_set_error(reader_.get(), EIO, "read");
    return ARCHIVE_FATAL;
  }
  *bytes = piece.data();
  return static_cast<la_ssize_t>(piece.size());
}

Failure TarStream::next(std::optional<TarEntry>& entry) {
  entry.reset();
  if (Failure failure = skip_rest(); failure) return failure;
  taken_ = 0;
  is_bounded_ = true;
  const int code = archive_read_next_header(reader_.get(), &raw_);
  if (code == ARCHIVE_EOF) {
    raw_ = nullptr;
    return {};
  }
  entry.emplace();
  if (raw_ != nullptr) entry->name = text_or_empty(archive_entry_pathname(raw_));
  if (!succeeded(code)) return failure();
  return read_entry(*entry);
}

Failure TarStream::skip_rest() {
  if (raw_ == nullptr) return {};
  is_bounded_ = false;
  return succeeded(archive_read_data_skip(reader_.get())) ? Failure{} : failure();
}

Failure TarStream::read_entry(TarEntry& entry) const {
  const auto type = type_of(raw_);
  if (!type) return {LayerFault::kArchive, "an entry of no known type"};
  // What libarchive warns of may leave it without a name, as special headers without an end do.
  if (entry.name.empty()) return {LayerFault::kArchive, "an entry without a name"};
  entry.type = *type;
  if (*type == TarEntry::Type::kHardLink) entry.target = text_or_empty(archive_entry_hardlink(raw_));
  if (*type == TarEntry::Type::kSymbolicLink) entry.target = text_or_empty(archive_entry_symlink(raw_));
  if (*type == TarEntry::Type::kFile)
    entry.size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(raw_), 0));
  entry.permissions = archive_entry_perm(raw_) & 07777;
  entry.user = archive_entry_uid(raw_);
  entry.group = archive_entry_gid(raw_);
  entry.modified = modification_time(raw_);
  return {};
}

Failure TarStream::read(std::optional<Block>& block) {
  block.reset();
  taken_ = 0;
  is_bounded_ = true;
  const void* bytes = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  const int code = archive_read_data_block(reader_.get(), &bytes, &size, &offset);
  if (code == ARCHIVE_EOF) return {};
  if (!succeeded(code)) return failure();
  if (offset < 0) return {LayerFault::kArchive, "a piece of the file before its beginning"};
  block = Block{{static_cast<const char*>(bytes), size}, static_cast<std::uint64_t>(offset)};
  return {};
}

Failure TarStream::for_each_xattr(const std::function<Failure(const Xattr&)>& each) const {
  archive_entry_xattr_reset(raw_);
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  while (archive_entry_xattr_next(raw_, &name, &value, &size) == ARCHIVE_OK) {
    if (name == nullptr) continue;
    const Xattr xattr{name, {static_cast<const char*>(value), value ? size : 0}};
    if (Failure failure = each(xattr); failure) return failure;
  }
  return {};
}

Failure TarStream::failure() const {
  if (own_failure_) return own_failure_;
  if (archive_errno(reader_.get()) == ENOMEM) return system_failure(error_text(reader_.get()), ENOMEM);
  return {LayerFault::kArchive, error_text(reader_.get())};
}

}  // namespace eni::sandbox::world::layers
