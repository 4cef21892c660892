#include "sandbox/hosts/inert_path.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

/// Files and folders under these decide nothing but what is in them.
constexpr std::string_view kInertFolders[] = {"/tmp/", "/var/tmp/", "/var/log/", "/home/ec2-user/",
                                              "/mnt/", "/srv/",     "/data/",    "/var/www/"};
constexpr std::string_view kInertFiles[] = {kAgentSettings, "/etc/motd", "/etc/issue"};

bool is_canonical(std::string_view path) {
  if (!path.starts_with('/') || path.ends_with('/')) return false;
  const auto pieces = split(path.substr(1), '/');
  return std::all_of(pieces.begin(), pieces.end(), [](const std::string& piece) {
    return !piece.empty() && piece != "." && piece != "..";
  });
}

}  // namespace

bool is_inert_path(std::string_view path) {
  if (!is_canonical(path)) return false;
  return std::find(std::begin(kInertFiles), std::end(kInertFiles), path) != std::end(kInertFiles) ||
         std::any_of(std::begin(kInertFolders), std::end(kInertFolders),
                     [&](std::string_view folder) { return path.starts_with(folder); });
}

bool is_inert_folder(std::string_view path) {
  return path == "/etc/ecs" || path == "/tmp" || path == "/var/log" || is_inert_path(path);
}

}  // namespace eni::sandbox::hosts
