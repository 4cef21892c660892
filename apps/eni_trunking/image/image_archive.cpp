#include "eni_trunking/image/image_archive.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eni_trunking/image/folder_archive.h"
#include "net/descriptor.h"

namespace eni::command {
namespace {

struct Compression {
  std::string_view magic;
  const char* program;  ///< that gives the archive
};

constexpr Compression kCompressions[] = {
    {"\x1f\x8b", "zcat"},
    {"\x28\xb5\x2f\xfd", "zstdcat"},
    {std::string_view{"\xfd"
                      "7zXZ\0",
                      6},
     "xzcat"},
    {"BZh", "bzcat"},
};

Error unreadable(const std::string& path, int error) {
  return {"cannot read " + path + ": " + std::strerror(error), ""};
}

/// Sent as it is: what is in it the sandbox looks at.
class FileArchive final : public ImageArchive {
 public:
  FileArchive(net::Descriptor file, std::string path) : file_{std::move(file)}, path_{std::move(path)} {}

  Result<std::string> next() override {
    std::string piece(kArchivePiece, '\0');
    std::size_t at = 0;
    while (at < piece.size()) {
      const ssize_t size = read(file_.get(), piece.data() + at, piece.size() - at);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return unreadable(path_, errno);
      if (size == 0) break;
      at += static_cast<std::size_t>(size);
    }
    piece.resize(at);
    if (is_first_) ENI_CHECK(check(piece));
    is_first_ = false;
    return piece;
  }

 private:
  /// Before gigabytes of it are sent.
  Result<void> check(std::string_view piece) const {
    const std::string name = path_ == "-" ? "standard input" : path_;
    if (piece.empty()) return Error{name + " is empty", ""};
    for (const Compression& one : kCompressions)
      if (piece.starts_with(one.magic))
        return Error{name + " is compressed", std::string("decompress it on its way: ") + one.program +
                                                  " FILE | eni-trunking image load -"};
    return {};
  }

  net::Descriptor file_;
  std::string path_;
  bool is_first_ = true;
};

}  // namespace

Result<std::unique_ptr<ImageArchive>> ImageArchive::open(const std::string& path) {
  net::Descriptor file{path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                   : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0) return unreadable(path, errno);
  if (!S_ISDIR(facts.st_mode)) return std::unique_ptr<ImageArchive>{new FileArchive{std::move(file), path}};
  ENI_TRY(std::unique_ptr<FolderArchive> folder, FolderArchive::open(path));
  return std::unique_ptr<ImageArchive>{std::move(folder)};
}

}  // namespace eni::command
