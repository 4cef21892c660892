#pragma once
/// Unpacked layers, a folder each; one that is there serves all images that have it. What is known of them lies apart, where their users
/// do not come to.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/descriptor.h"
#include "oci/digest.h"
#include "sandbox/images/store/layer_unpacker.h"

namespace eni::sandbox::images {

/// Outlives what it was asked.
class LayerFolders {
 public:
  /// @param facts      a folder of this user's, for what is known of layers
  /// @param directory  of all users' layers; the unpacker comes there
  LayerFolders(std::string facts, std::string directory, LayerUnpacker& unpacker);

  /// Makes the second folder, and looks what is there. What a former process left half done goes by sweep().
  PullResult<void> prepare();
  /// Takes away what is half done, or of other users than there are now.
  Task<void> sweep();

  /// Whether it is there, whole.
  const UnpackedLayer* find(const oci::Digest& diff_id) const;
  /// The lower directory of overlayfs.
  std::string path_of(const oci::Digest& diff_id) const { return own_ + "/" + std::string(diff_id.hex()); }
  /// @param blob  the layer as it came
  /// @error  as LayerUnpacker::unpack(); nothing of the layer is left then
  Task<PullResult<void>> unpack(oci::Digest diff_id, int blob, world::layers::LayerExpectation expectation);
  Task<void> remove(oci::Digest diff_id);

  std::vector<oci::Digest> list() const;
  std::uint64_t bytes(const oci::Digest& diff_id) const;

 private:
  std::string facts_path(const oci::Digest& diff_id) const {
    return facts_ + "/" + std::string(diff_id.hex()) + ".json";
  }
  std::optional<UnpackedLayer> read_facts(const oci::Digest& diff_id) const;
  PullResult<void> write_facts(const oci::Digest& diff_id, const UnpackedLayer& layer) const;
  PullResult<void> open_own_folder();
  /// An empty one that was given. @return  its name
  PullResult<std::string> make_new_folder(const oci::Digest& diff_id);
  /// Takes away what has the layer's name.
  Task<PullResult<void>> clear(oci::Digest diff_id);
  bool is_folder(const std::string& name) const;
  /// As this process reaches it, whatever is done to the folders above.
  std::string reached(const std::string& name) const;

  std::string facts_;
  std::string directory_;
  std::string users_;  ///< that there are now
  std::string own_;    ///< their folder
  net::Descriptor all_users_folder_;
  net::Descriptor own_folder_;
  LayerUnpacker& unpacker_;
  std::map<oci::Digest, UnpackedLayer> layers_;
  std::uint64_t attempts_ = 0;
};

}  // namespace eni::sandbox::images
