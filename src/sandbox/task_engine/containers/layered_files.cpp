#include "sandbox/task_engine/containers/layered_files.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/excerpt.h"
#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

/// As many as the kernel follows in one look-up.
constexpr int kMaxLinks = 40;
constexpr std::size_t kMaxParts = 256;

Error file_error(const std::string& path, const char* reason) {
  return {"cannot read /" + excerpt(path) + " of the image: " + reason, ""};
}

/// Opens what has this name itself, be it a link or a device, which is not touched thereby.
int open_node(int layer, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_NOFOLLOW | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  for (int attempt = 0;; ++attempt) {
    const auto opened = static_cast<int>(syscall(SYS_openat2, layer, path.c_str(), &how, sizeof how));
    if (opened >= 0 || (errno != EAGAIN && errno != EINTR) || attempt == 1'000) return opened;
  }
}

struct Node {
  net::Descriptor opened;  ///< by O_PATH; none: there is none
  int layer = -1;          ///< of which it is
  struct stat status {};

  bool is_folder() const { return S_ISDIR(status.st_mode); }
  bool is_link() const { return S_ISLNK(status.st_mode); }
  bool is_file() const { return S_ISREG(status.st_mode); }
  bool is_whiteout() const { return S_ISCHR(status.st_mode) && status.st_rdev == 0; }
};

/// @return  without a descriptor where the layer has nothing of that name
/// @error   errno
Result<Node, int> node_in(int layer, const std::string& path) {
  Node node;
  node.layer = layer;
  node.opened.reset(open_node(layer, path, O_PATH));
  if (!node.opened) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG) return node;
    return errno;
  }
  if (fstat(node.opened.get(), &node.status) != 0) return errno;
  return node;
}

bool has_mark(int folder, const char* name) {
  char value = 0;
  return fgetxattr(folder, name, &value, 1) == 1 && value == 'y';
}

/// Whether a folder hides those of the layers below. One that cannot be opened for reading cannot be asked.
bool is_opaque(const Node& node, const std::string& path) {
  const net::Descriptor folder{open_node(node.layer, path, O_RDONLY | O_DIRECTORY)};
  return folder &&
         (has_mark(folder.get(), "user.overlay.opaque") || has_mark(folder.get(), "trusted.overlay.opaque"));
}

/// What one layer has to say of a name.
struct Finding {
  Node node;                 ///< that is seen; none: this layer has none
  bool hides_below = false;  ///< whether the layers below are not to be asked any more
};

Result<Finding, int> look_in(int layer, const std::vector<std::string>& parts) {
  Finding finding;
  std::string path;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    path += (i == 0 ? "" : "/") + parts[i];
    auto node = node_in(layer, path);
    if (node.has_error()) return node.error();
    if (!node->opened) return finding;
    if (node->is_whiteout() || (i + 1 < parts.size() && !node->is_folder())) {
      finding.hides_below = true;
      return finding;
    }
    if (node->is_folder() && is_opaque(*node, path)) finding.hides_below = true;
    if (i + 1 == parts.size()) finding.node = *std::move(node);
  }
  return finding;
}

/// The highest of the layers that has it shows it.
Result<Node, int> look_up(const std::vector<net::Descriptor>& layers, const std::vector<std::string>& parts) {
  for (const net::Descriptor& layer : layers) {
    auto finding = look_in(layer.get(), parts);
    if (finding.has_error()) return finding.error();
    if (finding->node.opened) return std::move(finding->node);
    if (finding->hides_below) break;
  }
  return Node{};
}

Result<std::string, int> target_of(const Node& link) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = readlinkat(link.opened.get(), "", target.data(), target.size());
  if (size < 0) return errno;
  target.resize(static_cast<std::size_t>(size));
  return target;
}

void prepend(std::deque<std::string>& parts, std::string_view path) {
  const std::vector<std::string> more = split(path, '/');
  parts.insert(parts.begin(), more.begin(), more.end());
}

/// Goes from part to part through the image's links; ".." ends at its root.
Result<Node, int> resolve(const std::vector<net::Descriptor>& layers, const std::string& path) {
  std::deque<std::string> left;
  prepend(left, path);
  std::vector<std::string> way;
  Node node;
  for (int links = 0; !left.empty();) {
    const std::string part = std::move(left.front());
    left.pop_front();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (!way.empty()) way.pop_back();
      continue;
    }
    way.push_back(part);
    if (way.size() > kMaxParts) return Node{};
    auto found = look_up(layers, way);
    if (found.has_error()) return found.error();
    node = *std::move(found);
    if (!node.opened) return node;
    if (!node.is_link()) continue;
    if (++links > kMaxLinks) return Node{};
    const auto target = target_of(node);
    if (target.has_error()) return target.error();
    way.pop_back();
    if (target->starts_with('/')) way.clear();
    prepend(left, *target);
  }
  return node;
}

/// By the descriptor that was looked at, so that it is that file and no other.
Result<std::string, int> content_of(const Node& file, std::size_t max_bytes) {
  const std::string name = "/proc/self/fd/" + std::to_string(file.opened.get());
  const net::Descriptor opened{::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!opened) return errno;
  struct stat status {};
  if (fstat(opened.get(), &status) != 0) return errno;
  if (static_cast<std::uint64_t>(status.st_size) > max_bytes) return EFBIG;
  // Not of the greatest size: clearing that costs each container more than all else here. Nobody writes into a layer.
  std::string content(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(opened.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return content;
}

Result<std::string> text_of(const LayeredFiles& files, const std::string& path) {
  ENI_TRY(std::optional<std::string> text, files.read(path, kMaxAccountFileBytes));
  return std::move(text).value_or("");
}

}  // namespace

Result<LayeredFiles> LayeredFiles::open(const std::vector<std::string>& layers) {
  std::vector<net::Descriptor> opened;
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    opened.emplace_back(::open(layer->c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened.back()) return Error{"cannot open " + *layer + ": " + std::strerror(errno), ""};
  }
  return LayeredFiles{std::move(opened)};
}

Result<std::optional<std::string>> LayeredFiles::read(const std::string& path, std::size_t max_bytes) const {
  auto node = resolve(layers_, path);
  if (node.has_error()) return file_error(path, std::strerror(node.error()));
  if (!node->opened || !node->is_file()) return std::optional<std::string>{};
  auto content = content_of(*node, max_bytes);
  if (content.has_error()) return file_error(path, std::strerror(content.error()));
  return std::optional<std::string>{*std::move(content)};
}

Result<AccountFiles> read_account_files(const std::vector<std::string>& layers) {
  ENI_TRY(const LayeredFiles files, LayeredFiles::open(layers));
  ENI_TRY(std::string users, text_of(files, "etc/passwd"));
  ENI_TRY(std::string groups, text_of(files, "etc/group"));
  return AccountFiles{std::move(users), std::move(groups)};
}

}  // namespace eni::sandbox::task_engine
