#include "eni_trunking/image/folder_archive.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace eni::command {
namespace {

namespace fs = std::filesystem;

Error cannot_read(const std::string& path, const std::string& why) {
  return {"cannot read " + path + ": " + why, ""};
}

Error no_layout(const std::string& path) {
  return {path + " has neither index.json nor manifest.json: it is no OCI layout",
          "skopeo copy docker://IMAGE oci:DIR:TAG makes one"};
}

}  // namespace

Result<std::unique_ptr<FolderArchive>> FolderArchive::open(const std::string& path) {
  std::error_code none;
  const bool is_layout = fs::exists(path + "/index.json", none) || fs::exists(path + "/manifest.json", none);
  if (!is_layout) return no_layout(path);
  std::unique_ptr<FolderArchive> out{new FolderArchive{path}};
  ENI_CHECK(out->list());
  return out;
}

Result<void> FolderArchive::list() {
  std::error_code code;
  for (fs::recursive_directory_iterator at{path_, code}, end; !code && at != end; at.increment(code)) {
    const std::string name = at->path().lexically_relative(path_).string();
    std::error_code unknown;
    const fs::file_status status = at->symlink_status(unknown);
    if (unknown) return cannot_read(at->path().string(), unknown.message());
    if (!fs::is_directory(status) && !fs::is_regular_file(status))
      return Error{at->path().string() + " is neither a file nor a folder",
                   "copy the layout with its links replaced: cp -rL " + path_ + " COPY"};
    if (at.depth() >= kMaxDepth || entries_.size() >= kMaxEntries)
      return Error{path_ + " has more in it than an image", "give the folder of the layout itself"};
    entries_.push_back({fs::is_directory(status) ? TarEntry::kFolder : TarEntry::kFile, name});
  }
  if (code) return cannot_read(path_, code.message());
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return {};
}

Result<std::string> FolderArchive::begin(const Entry& entry) {
  if (entry.kind == TarEntry::kFolder) return tar_header(entry.kind, entry.name, 0);
  name_ = path_ + "/" + entry.name;
  file_ = net::Descriptor{::open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  struct stat facts {};
  if (!file_ || fstat(file_.get(), &facts) != 0) return cannot_read(name_, std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) return cannot_read(name_, "it has changed meanwhile");
  bytes_ = left_ = static_cast<std::uint64_t>(facts.st_size);
  return tar_header(entry.kind, entry.name, bytes_);
}

Result<std::string> FolderArchive::go_on() {
  std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(left_, kArchivePiece)), '\0');
  ssize_t size = 0;
  do {
    size = read(file_.get(), piece.data(), piece.size());
  } while (size < 0 && errno == EINTR);
  if (size < 0) return cannot_read(name_, std::strerror(errno));
  if (size == 0) return cannot_read(name_, "it has become shorter meanwhile");
  piece.resize(static_cast<std::size_t>(size));
  left_ -= static_cast<std::uint64_t>(size);
  if (left_ == 0) piece += tar_padding(bytes_);
  return piece;
}

Result<std::string> FolderArchive::next() {
  if (left_ > 0) return go_on();
  if (next_ < entries_.size()) return begin(entries_[next_++]);
  if (std::exchange(is_ended_, true)) return std::string{};
  return tar_end();
}

}  // namespace eni::command
