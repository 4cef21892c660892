#include "sandbox/images/load/image_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/images/load/archive_index.h"

namespace eni::sandbox::images {
namespace {

class FolderFiles final : public ImageFiles {
 public:
  explicit FolderFiles(net::Descriptor folder) : folder_{std::move(folder)} {}

  std::optional<FilePart> find(const std::string& name) const override {
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    // A folder that somebody else made may have links to anywhere.
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    net::Descriptor file{
        static_cast<int>(syscall(SYS_openat2, folder_.get(), name.c_str(), &how, sizeof how))};
    struct stat facts {};
    if (!file || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
    return FilePart{std::move(file), 0, static_cast<std::uint64_t>(facts.st_size)};
  }

 private:
  net::Descriptor folder_;
};

class ArchiveFiles final : public ImageFiles {
 public:
  ArchiveFiles(net::Descriptor file, ArchiveIndex index) : file_{std::move(file)}, index_{std::move(index)} {}

  std::optional<FilePart> find(const std::string& name) const override {
    const auto member = index_.find(name);
    net::Descriptor file{member ? fcntl(file_.get(), F_DUPFD_CLOEXEC, 0) : -1};
    if (!file) return std::nullopt;
    return FilePart{std::move(file), member->offset, member->bytes};
  }

 private:
  net::Descriptor file_;
  ArchiveIndex index_;
};

}  // namespace

std::optional<std::size_t> FilePart::read_at(std::uint64_t at, char* room, std::size_t size) const {
  if (at >= bytes) return 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, bytes - at));
  ssize_t got = 0;
  do {
    got = pread(file.get(), room, wanted, static_cast<off_t>(offset + at));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return std::nullopt;
  return static_cast<std::size_t>(got);
}

std::optional<std::string> FilePart::read(std::size_t max_bytes) const {
  if (bytes > max_bytes) return std::nullopt;
  std::string out(static_cast<std::size_t>(bytes), '\0');
  std::size_t at = 0;
  while (at < out.size()) {
    const auto got = read_at(at, out.data() + at, out.size() - at);
    if (!got || *got == 0) return std::nullopt;
    at += *got;
  }
  return out;
}

Result<std::unique_ptr<ImageFiles>> ImageFiles::open(const std::string& path) {
  net::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0) return Error{path + ": " + std::strerror(errno), ""};
  if (S_ISDIR(facts.st_mode)) return std::unique_ptr<ImageFiles>{new FolderFiles{std::move(file)}};
  auto index = ArchiveIndex::read(file.get());
  if (index.has_error()) return Error{path + ": " + index.error().message, index.error().hint};
  return std::unique_ptr<ImageFiles>{new ArchiveFiles{std::move(file), *std::move(index)}};
}

}  // namespace eni::sandbox::images
