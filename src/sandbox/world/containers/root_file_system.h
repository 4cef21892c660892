#pragma once
/// Root file systems of containers: the unpacked layers of an image with a folder over them for what the container changes.
#include <string>
#include <vector>

#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// As many as Docker lets an image have is fewer: 127.
inline constexpr std::size_t kMaxLayers = 128;

/// Outlives what it has been asked to do.
class RootFileSystems {
 public:
  /// @param files  the folder that the world was made with
  RootFileSystems(World& world, std::string files) : world_{world}, files_{std::move(files)} {}

  /// @param id      the container's
  /// @param layers  folders below `files`, lowest first, as sandbox/world/layers unpacks them; none of those below one that hides all
  ///                (layers::LayerReport::hides_all_below). One may come again, as in images with empty layers; there may be none
  /// @return  the path of the container's files, for Container::root
  /// @error   see World::mount_overlay; nothing is left then
  Task<Result<std::string>> make(std::string id, std::vector<std::string> layers);
  /// With all that the container has written, once it has ended. One that there is not is fine.
  /// @error  what of it could not be removed
  Task<Result<void>> remove(std::string id);

 private:
  /// No container's id has a dot in it (Container::id), so this is the runtime's folder of none.
  std::string folder_of(const std::string& id) const { return files_ + "/" + id + ".files"; }

  World& world_;
  std::string files_;
};

}  // namespace eni::sandbox::world
