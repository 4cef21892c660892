#pragma once
/// Containers' root file systems and volumes: overlays of unpacked layers, and folders that are seen at another place, below the folder
/// of the world's files. All paths are relative to that folder and resolved by the kernel beneath it, without following links: containers and layers may have put any into it.
#include <string>
#include <vector>

#include "sandbox/world/init/networks.h"
#include "sandbox/world/init/processes.h"

namespace eni::sandbox::world::init {

struct OverlayRequest {
  std::vector<std::string> lower;  ///< highest first, as overlayfs wants them; may be empty
  std::string upper;               ///< this and the following are made where they are missing
  std::string work;
  std::string target;
};

Failure mount_overlay(const OverlayRequest& request);
/// Shows the folder at `target`, too; both are made where they are missing.
Failure bind_folder(const std::string& folder, const std::string& target);
/// Lazily: whoever still uses it keeps it. Nothing that is mounted there, or no such folder, is no failure.
Failure unmount(const std::string& target);
/// Removes a file or a folder with all that is in it, in a process whose exit code is 0 or an errno.
Started start_removal(const std::string& path);

}  // namespace eni::sandbox::world::init
