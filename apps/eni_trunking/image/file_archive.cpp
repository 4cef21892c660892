#include "eni_trunking/image/file_archive.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace eni::command {
namespace {

struct Compression {
  std::string_view magic;
  const char* program;  ///< that gives the archive
};

constexpr Compression kCompressions[] = {
    {"\x1f\x8b", "zcat"},
    {"\x28\xb5\x2f\xfd", "zstdcat"},
    {"\xfd\x37zXZ", "xzcat"},
    {"BZh", "bzcat"},
};

}  // namespace

Result<std::string> FileArchive::read_piece() {
  std::string piece(kArchivePiece, '\0');
  std::size_t at = 0;
  while (at < piece.size()) {
    const ssize_t size = read(file_.get(), piece.data() + at, piece.size() - at);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return Error{"cannot read " + path_ + ": " + std::strerror(errno), ""};
    if (size == 0) break;
    at += static_cast<std::size_t>(size);
  }
  piece.resize(at);
  return piece;
}

Result<void> FileArchive::check_beginning(std::string_view piece) const {
  const std::string name = path_ == "-" ? "standard input" : path_;
  if (piece.empty()) return Error{name + " is empty", ""};
  for (const Compression& one : kCompressions)
    if (piece.starts_with(one.magic))
      return Error{name + " is compressed", std::string("decompress it on its way: ") + one.program +
                                                " FILE | eni-trunking image load -"};
  return {};
}

Result<std::string> FileArchive::next() {
  ENI_TRY(std::string piece, read_piece());
  if (std::exchange(is_first_, false)) ENI_CHECK(check_beginning(piece));
  return piece;
}

}  // namespace eni::command
