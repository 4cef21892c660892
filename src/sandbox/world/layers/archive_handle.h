#pragma once
/// Owners of libarchive's objects.
#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <string>

namespace eni::sandbox::world::layers {

struct FreeReader {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<archive, FreeReader>;

/// ARCHIVE_RETRY, too, is an error: of a damaged header, behind which libarchive would look for the next that is none.
inline bool succeeded(int code) { return code == ARCHIVE_OK || code == ARCHIVE_WARN; }

/// What libarchive says is wrong.
inline std::string error_text(archive* reader) {
  const char* text = archive_error_string(reader);
  return text ? text : "libarchive gives no reason";
}

}  // namespace eni::sandbox::world::layers
