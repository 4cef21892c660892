#include "sandbox/task_engine/images/archive_receiver.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "net/write_all.h"
#include "sandbox/task_engine/images/image_answers.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr int kTooLarge = 413;
constexpr int kInsufficientStorage = 507;
/// Left to others on that disk.
constexpr std::uint64_t kMinFree = std::uint64_t{256} << 20;

net::Response disk_refusal(int error) {
  const int status = error == ENOSPC || error == EDQUOT ? kInsufficientStorage : 500;
  return image_refusal(status,
                       {"the archive cannot be kept while it comes: " + std::string(std::strerror(error)),
                        "make room on the disk of the sandbox's images"});
}

net::Descriptor make_unnamed_file(const std::string& folder) {
  std::string name = folder + "/archive-XXXXXX";
  net::Descriptor file{mkostemp(name.data(), O_CLOEXEC)};
  if (file) unlink(name.c_str());
  return file;
}

}  // namespace

Result<std::optional<oci::Reference>> image_name(const net::Request& request) {
  const auto text = net::query_value(request.query(), "name");
  if (!text || text->empty()) return std::optional<oci::Reference>{};
  ENI_TRY(auto name, oci::Reference::parse(*text));
  return std::optional<oci::Reference>{std::move(name)};
}

ArchiveReceiver::ArchiveReceiver(ImagePages& pages, const net::Request& head)
    : pages_{pages}, name_{image_name(head)} {}

std::optional<net::Response> ArchiveReceiver::begin() {
  if (!pages_.served()) return no_containers_here();
  if (name_.has_error()) return image_refusal(400, name_.error());
  if (*name_ && (*name_)->digest)
    return image_refusal(400, {"an archive is not loaded under a digest, which it may not have",
                               "name it by a tag: --name NAME:TAG"});
  file_ = make_unnamed_file(pages_.served()->folder);
  if (!file_) return disk_refusal(errno);
  return std::nullopt;
}

std::optional<net::Response> ArchiveReceiver::check_room(std::size_t bytes) const {
  const std::uint64_t max = pages_.served()->max_archive_bytes;
  if (bytes > max - std::min(max, bytes_))
    return image_refusal(kTooLarge, {"the archive has more than " + std::to_string(max) + " bytes", ""});
  struct statvfs disk {};
  if (fstatvfs(file_.get(), &disk) != 0) return disk_refusal(errno);
  if (disk.f_bavail * disk.f_frsize < kMinFree + bytes) return disk_refusal(ENOSPC);
  return std::nullopt;
}

std::optional<net::Response> ArchiveReceiver::receive(std::string_view bytes) {
  if (!pages_.served()) return no_containers_here();
  if (auto refused = check_room(bytes.size())) return refused;
  if (const int error = net::write_all(file_.get(), bytes)) return disk_refusal(error);
  bytes_ += bytes.size();
  return std::nullopt;
}

void ArchiveReceiver::finish(net::Request&&, std::shared_ptr<net::Responder> responder) {
  if (!pages_.served()) return responder->send(no_containers_here());
  pages_.load(std::move(file_), *name_, std::move(responder));
}

}  // namespace eni::sandbox::task_engine
