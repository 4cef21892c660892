#pragma once
/// The entries of a layer's tar archive (ustar, pax, GNU, old), as values.
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/world/layers/archive_handle.h"
#include "sandbox/world/layers/blob_stream.h"

namespace eni::sandbox::world::layers {

struct TarEntry {
  enum class Type { kFile, kFolder, kSymbolicLink, kHardLink, kFifo, kDevice };
  Type type = Type::kFile;
  std::string name;
  std::string target;      ///< of a link
  std::uint64_t size = 0;  ///< of a file, holes included
  mode_t permissions = 0;  ///< 07777
  std::int64_t user = 0, group = 0;
  std::optional<timespec> modified;
};

struct Xattr {
  std::string_view name, value;
};

class TarStream {
 public:
  TarStream(BlobStream& blob, const LayerLimits& limits) : blob_{blob}, limits_{limits} {}
  TarStream(const TarStream&) = delete;
  TarStream& operator=(const TarStream&) = delete;

  Failure open();
  /// @return  nothing in `entry`: the end. After a failure its name, if that was read
  Failure next(std::optional<TarEntry>& entry);

  struct Block {
    std::string_view bytes;
    std::uint64_t offset = 0;
  };
  /// Of a file; between blocks there are holes. @return  nothing in `block`: the end
  Failure read(std::optional<Block>& block);

  /// Those of the entry, until `each` fails.
  Failure for_each_xattr(const std::function<Failure(const Xattr&)>& each) const;

 private:
  la_ssize_t read_tar(const void** bytes);
  Failure read_entry(TarEntry& entry) const;
  Failure skip_rest();
  Failure failure() const;

  BlobStream& blob_;
  const LayerLimits& limits_;
  ArchiveReader reader_;
  archive_entry* raw_ = nullptr;  ///< of the reader
  Failure own_failure_;           ///< within libarchive's calls, which know a number only
  std::uint64_t taken_ = 0;       ///< bytes, by the call that is being made
  bool is_bounded_ = false;       ///< whether that call may take header_bytes only
};

}  // namespace eni::sandbox::world::layers
