#include "sandbox/images/store/store_files.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "net/write_all.h"
#include "oci/manifest.h"

namespace eni::sandbox::images {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnfinished = ".new";
constexpr std::size_t kOriginDigits = 16;

std::uint64_t size_of(const std::string& path) {
  struct stat facts {};
  return lstat(path.c_str(), &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

std::vector<oci::Digest> digests_in(const std::string& folder) {
  std::vector<oci::Digest> out;
  for (const std::string& name : names_in(folder))
    if (auto digest = oci::Digest::parse("sha256:" + name); digest) out.push_back(*std::move(digest));
  return out;
}

}  // namespace

PullFailure disk_failure(const std::string& path, int error) {
  if (error == ENOSPC || error == EDQUOT)
    return {PullFault::kNoSpace, "write " + path + ": no space left on device", PullStep::kBlobs};
  return {PullFault::kDisk, path + ": " + std::generic_category().message(error), PullStep::kBlobs};
}

PullResult<void> make_folder(const std::string& path, mode_t mode) {
  if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return disk_failure(path, errno);
  const net::Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  struct stat facts {};
  if (!folder || fstat(folder.get(), &facts) != 0) return disk_failure(path, errno);
  // What another user made that user may change at any time.
  if (facts.st_uid != geteuid()) return disk_failure(path, EPERM);
  if ((facts.st_mode & 07777U) != mode && fchmod(folder.get(), mode) != 0) return disk_failure(path, errno);
  return {};
}

PullResult<void> write_private_file(const std::string& path, std::string_view bytes, mode_t mode) {
  const std::string unnamed = path + kUnfinished;
  unlink(unnamed.c_str());
  const net::Descriptor file{
      open(unnamed.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)};
  if (!file) return disk_failure(path, errno);
  int error = net::write_all(file.get(), bytes);
  if (error == 0 && fchmod(file.get(), mode) != 0) error = errno;
  if (error == 0 && rename(unnamed.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return {};
  unlink(unnamed.c_str());
  return disk_failure(path, error);
}

std::optional<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  const net::Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  if (static_cast<std::uint64_t>(facts.st_size) > max_bytes) return std::nullopt;
  std::string out(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t at = 0;
  while (at < out.size()) {
    const ssize_t size = ::read(file.get(), out.data() + at, out.size() - at);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    at += static_cast<std::size_t>(size);
  }
  return out;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code none;
  for (fs::directory_iterator at{folder, none}, end; !none && at != end; at.increment(none))
    out.push_back(at->path().filename().string());
  return out;
}

PullResult<void> BlobFiles::prepare() const {
  ENI_CHECK(make_folder(directory_));
  ENI_CHECK(make_folder(directory_ + ".partial"));
  for (const std::string& name : names_in(directory_))
    if (name.ends_with(kUnfinished)) unlink((directory_ + "/" + name).c_str());
  return {};
}

net::Descriptor BlobFiles::open(const oci::Digest& digest, std::uint64_t bytes) const {
  net::Descriptor file{::open(path_of(digest).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return {};
  if (static_cast<std::uint64_t>(facts.st_size) != bytes) return {};
  return file;
}

std::optional<std::string> BlobFiles::read(const oci::Digest& digest) const {
  auto bytes = read_file(path_of(digest), oci::kMaxManifestBytes);
  return bytes && oci::Digest::of(*bytes) == digest ? std::move(bytes) : std::nullopt;
}

PullResult<void> BlobFiles::write(const oci::Digest& digest, std::string_view bytes) const {
  return write_private_file(path_of(digest), bytes);
}

void BlobFiles::remove(const oci::Digest& digest) const { unlink(path_of(digest).c_str()); }

std::vector<oci::Digest> BlobFiles::list() const { return digests_in(directory_); }

std::string BlobFiles::partial_path(const oci::Digest& digest, std::string_view origin) const {
  const std::string giver{oci::Digest::of(origin).hex().substr(0, kOriginDigits)};
  return directory_ + ".partial/" + std::string(digest.hex()) + "-" + giver;
}

std::vector<std::string> BlobFiles::partial_paths(const oci::Digest& digest) const {
  std::vector<std::string> out;
  for (const std::string& name : names_in(directory_ + ".partial"))
    if (name.starts_with(digest.hex())) out.push_back(directory_ + ".partial/" + name);
  return out;
}

std::vector<oci::Digest> BlobFiles::list_partial() const {
  std::set<oci::Digest> out;
  for (const std::string& name : names_in(directory_ + ".partial"))
    if (auto digest = oci::Digest::parse("sha256:" + name.substr(0, name.find('-'))); digest)
      out.insert(*std::move(digest));
  return {out.begin(), out.end()};
}

void BlobFiles::remove_partial(const oci::Digest& digest) const {
  for (const std::string& path : partial_paths(digest)) unlink(path.c_str());
}

std::uint64_t BlobFiles::bytes(const oci::Digest& digest) const { return size_of(path_of(digest)); }

std::uint64_t BlobFiles::partial_bytes(const oci::Digest& digest) const {
  std::uint64_t sum = 0;
  for (const std::string& path : partial_paths(digest)) sum += size_of(path);
  return sum;
}

}  // namespace eni::sandbox::images
