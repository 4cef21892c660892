#pragma once
/// Unpacks layers inside a world: in a program without threads, in its user namespace, which sees nothing of what is done there.
#include <memory>
#include <string>

#include "base/scheduler.h"
#include "sandbox/images/store/layer_unpacker.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::images {

class WorldUnpacker final : public LayerUnpacker {
 public:
  /// Puts the program into the world's files.
  /// @param files  the folder that the world was made with; layers are unpacked below it only
  /// @error  kUnsupported: this build has no such program; kNoSpace, kDisk
  static PullResult<std::unique_ptr<WorldUnpacker>> make(Scheduler& scheduler, world::World& world,
                                                         std::string files);

  std::string users() const override;
  PullResult<void> give(const std::string& folder) override;
  Task<PullResult<UnpackedLayer>> unpack(int blob, std::string folder,
                                         world::layers::LayerExpectation expectation) override;
  Task<void> remove(std::string folder) override;

 private:
  struct Ending;

  WorldUnpacker(Scheduler& scheduler, world::World& world, std::string files)
      : scheduler_{scheduler}, world_{world}, files_{std::move(files)} {}
  /// Of a path below `files`, as the world sees it.
  std::string inside(const std::string& path) const;
  Task<PullResult<Ending>> run(int input, std::vector<std::string> arguments);

  Scheduler& scheduler_;
  world::World& world_;
  std::string files_;
};

}  // namespace eni::sandbox::images
