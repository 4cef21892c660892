#include "sandbox/world/layers/entry_path.h"

namespace eni::sandbox::world::layers {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kAufs = ".wh..wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";

Failure refused(const char* why) { return {LayerFault::kPath, why}; }

/// What a part says for those behind it.
enum class Below { kAllowed, kLeftOut };

Failure check_folder(std::string_view part, Below& below) {
  if (!part.starts_with(kWhiteout)) return {};
  if (!part.starts_with(kAufs)) return refused("it lies below a whiteout");
  below = Below::kLeftOut;
  return {};
}

Failure classify(EntryPath& path, Below below) {
  const std::string_view name = path.name;
  if (below == Below::kLeftOut) {
    path.kind = EntryPath::Kind::kLeftOut;
  } else if (name == kOpaque) {
    path.kind = EntryPath::Kind::kOpaque;
  } else if (name.starts_with(kAufs)) {
    path.kind = EntryPath::Kind::kLeftOut;
  } else if (name.starts_with(kWhiteout)) {
    path.kind = EntryPath::Kind::kWhiteout;
    path.name.erase(0, kWhiteout.size());
    if (path.name.empty() || path.name == "." || path.name == "..")
      return refused("a whiteout needs the name of a file");
  }
  return {};
}

Failure split_path(std::string_view name, const LayerLimits& limits, EntryPath& path, Below* below) {
  if (name.size() > limits.path_bytes) return limit_failure("bytes in a name", limits.path_bytes);
  path = {};
  std::uint64_t depth = 0;
  while (!name.empty()) {
    const std::size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    name.remove_prefix(slash == std::string_view::npos ? name.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") return refused("its name has '..' in it");
    if (++depth > limits.depth) return limit_failure("folders in each other", limits.depth);
    if (below && !path.name.empty())
      if (Failure failure = check_folder(path.name, *below); failure) return failure;
    if (!path.name.empty()) path.parent = path.text();
    path.name = part;
  }
  return {};
}

}  // namespace

Failure parse_path(std::string_view name, const LayerLimits& limits, EntryPath& path) {
  Below below = Below::kAllowed;
  if (Failure failure = split_path(name, limits, path, &below); failure) return failure;
  return classify(path, below);
}

Failure parse_link_target(std::string_view name, const LayerLimits& limits, EntryPath& path) {
  if (Failure failure = split_path(name, limits, path, nullptr); failure) return failure;
  return path.name.empty() ? refused("a hard link to the layer's root") : Failure{};
}

}  // namespace eni::sandbox::world::layers
