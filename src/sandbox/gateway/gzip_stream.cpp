#include "sandbox/gateway/gzip_stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <memory>

namespace eni::sandbox {
namespace {

struct ReadFree {
  void operator()(archive* a) const { archive_read_free(a); }
};

Error broken(archive* reader) {
  const char* text = archive_error_string(reader);
  return {text ? text : "Not a gzipped file", {}};
}

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

Result<std::string> gunzip(std::string_view bytes) {
  // libarchive also takes what is not packed at all.
  if (!is_gzip(bytes)) return Error{"Not a gzipped file", {}};
  const std::unique_ptr<archive, ReadFree> reader{archive_read_new()};
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_format_raw(reader.get());
  archive_entry* entry = nullptr;
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return broken(reader.get());
  const int first = archive_read_next_header(reader.get(), &entry);
  if (first == ARCHIVE_EOF) return std::string{};
  if (first != ARCHIVE_OK) return broken(reader.get());
  std::string out;
  std::array<char, 16 * 1024> buffer;
  la_ssize_t size = 0;
  while ((size = archive_read_data(reader.get(), buffer.data(), buffer.size())) > 0) {
    out.append(buffer.data(), static_cast<std::size_t>(size));
    if (out.size() > kMaxUnpackedBytes) {
      return Error{"unpacks to more than " + std::to_string(kMaxUnpackedBytes) + " bytes", {}};
    }
  }
  if (size < 0) return broken(reader.get());
  return out;
}

}  // namespace eni::sandbox
