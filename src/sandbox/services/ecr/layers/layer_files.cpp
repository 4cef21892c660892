#include "sandbox/services/ecr/layers/layer_files.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace eni::sandbox::ecr_service {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLayers = "/sha256/";
constexpr const char* kUploads = "/uploads/";

/// 0, or errno.
int make_private_folder(const std::string& path) {
  return mkdir(path.c_str(), S_IRWXU) == 0 || errno == EEXIST ? 0 : errno;
}

}  // namespace

std::string LayerFiles::path_of(const oci::Digest& digest) const {
  return directory_ + kLayers + std::string(digest.hex());
}

std::string LayerFiles::upload_path(const std::string& id) const { return directory_ + kUploads + id; }

Error LayerFiles::failure(int error) const {
  return {"cannot keep layers in " + directory_ + ": " + std::generic_category().message(error), ""};
}

net::Descriptor LayerFiles::open(const oci::Digest& digest, std::int64_t bytes) const {
  net::Descriptor file{::open(path_of(digest).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size != bytes) return {};
  return file;
}

Result<net::Descriptor> LayerFiles::create_upload(const std::string& id) const {
  if (directory_.empty()) return Error{"there is no folder for layers", ""};
  for (const std::string& folder : {directory_, directory_ + kLayers, directory_ + kUploads})
    if (const int error = make_private_folder(folder); error != 0) return failure(error);
  net::Descriptor file{
      ::open(upload_path(id).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR)};
  if (!file) return failure(errno);
  return file;
}

Result<void> LayerFiles::keep(const std::string& upload_id, const oci::Digest& digest) const {
  const std::string path = path_of(digest);
  struct stat is {
  }, wanted{};
  const bool is_there = stat(path.c_str(), &is) == 0;
  if (stat(upload_path(upload_id).c_str(), &wanted) != 0) return failure(errno);
  if (is_there && is.st_size == wanted.st_size) return {};
  if (is_there) unlink(path.c_str());  // Cut short by a power failure: see open().
  if (link(upload_path(upload_id).c_str(), path.c_str()) != 0) return failure(errno);
  return {};
}

void LayerFiles::remove_upload(const std::string& id) const { unlink(upload_path(id).c_str()); }

void LayerFiles::remove(const oci::Digest& digest) const { unlink(path_of(digest).c_str()); }

std::vector<oci::Digest> LayerFiles::list() const {
  std::vector<oci::Digest> digests;
  if (directory_.empty()) return digests;
  std::error_code none;
  for (fs::directory_iterator at{directory_ + kLayers, none}, end; !none && at != end; at.increment(none)) {
    auto digest = oci::Digest::parse("sha256:" + at->path().filename().string());
    if (digest.has_value()) digests.push_back(*std::move(digest));
  }
  return digests;
}

void LayerFiles::remove_uploads() const {
  if (directory_.empty()) return;  // Where nobody has said where layers are to be.
  std::error_code none;
  fs::remove_all(directory_ + kUploads, none);
}

}  // namespace eni::sandbox::ecr_service
