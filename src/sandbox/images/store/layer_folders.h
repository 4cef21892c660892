#pragma once
/// Unpacked layers, a folder each; one that is there serves all images that have it.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "oci/digest.h"
#include "sandbox/images/store/layer_unpacker.h"

namespace eni::sandbox::images {

/// Outlives what it was asked.
class LayerFolders {
 public:
  /// @param directory  of all users' layers; the unpacker comes there
  LayerFolders(std::string directory, LayerUnpacker& unpacker);

  /// Makes the folders, and looks what is there. What a former process left half done goes by sweep().
  PullResult<void> prepare();
  /// Takes away what is half done, or of other users than there are now.
  Task<void> sweep();

  /// Whether it is there, whole.
  const UnpackedLayer* find(const oci::Digest& diff_id) const;
  /// The lower directory of overlayfs.
  std::string path_of(const oci::Digest& diff_id) const { return folder_of(diff_id) + "/fs"; }
  /// @param blob  the layer as it came
  /// @error  as LayerUnpacker::unpack(); nothing of the layer is left then
  Task<PullResult<void>> unpack(oci::Digest diff_id, int blob, world::layers::LayerExpectation expectation);
  Task<void> remove(oci::Digest diff_id);

  std::vector<oci::Digest> list() const;
  std::uint64_t bytes() const;

 private:
  std::string folder_of(const oci::Digest& diff_id) const { return own_ + "/" + std::string(diff_id.hex()); }
  PullResult<void> make_folder(const std::string& path);

  std::string directory_;
  std::string own_;  ///< of the users that there are now
  LayerUnpacker& unpacker_;
  std::map<oci::Digest, UnpackedLayer> layers_;
  std::uint64_t attempts_ = 0;
};

}  // namespace eni::sandbox::images
