#pragma once
/// The images of this machine: what was pulled or loaded, by name, with its layers unpacked. Everything is named by its digest, so that
/// nothing is there twice; what several pulls want at a time is fetched and unpacked once.
///
/// A name keeps its image, and so does a lease (Image::lease) of a container that runs. What neither keeps goes with the next collect().
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "sandbox/images/image.h"
#include "sandbox/images/image_source.h"
#include "sandbox/images/store/keyed_turns.h"
#include "sandbox/images/store/layer_folders.h"
#include "sandbox/images/store/store_files.h"

namespace eni::sandbox::images {

struct StoreOptions {
  std::string directory;  ///< of blobs and names
  std::string layers;     ///< where the unpacker comes to: with a world, below its files
  std::uint64_t max_bytes = std::uint64_t{30} << 30;  ///< as of the disk of an ECS-optimized AMI
};

/// A name in the store.
struct StoredImage {
  oci::Reference name;
  oci::Digest manifest;
  oci::Digest resolved;
  bool is_pulled = false;  ///< from a registry; else loaded
  TimePoint used;
};

/// Outlives what it was asked, and leases may outlive it.
class ImageStore {
 public:
  /// @error  the folders are not to be had: another user's, another process's
  static PullResult<std::unique_ptr<ImageStore>> open(Scheduler& scheduler, StoreOptions options,
                                                      LayerUnpacker& unpacker);

  /// Takes away what a former process left half done. Once, before anything else.
  Task<void> sweep();

  enum class Origin { kPulled, kLoaded };
  /// Fetches what is not there and gives the image that name, in the place of what had it. Some layers at a time.
  /// @error  the source's; kLayer, kDamaged, kNoSpace, kUnsupported, kDisk. What came whole stays for the next time, until collect()
  Task<PullResult<Image>> add(ImageSource& source, oci::Reference name, oci::Platform platform,
                              Origin origin);

  /// An image that is there whole; notes that it is in use.
  std::optional<Image> find(const oci::Reference& name);
  /// By name.
  std::vector<StoredImage> list() const;
  /// The name goes; the image with the next collect(). @return  whether it was there
  bool remove(const oci::Reference& name);

  /// Takes away what no name and no lease keeps. Nothing of a pull that is under way.
  Task<void> collect();
  /// Of blobs and layers.
  std::uint64_t bytes() const { return blobs_.bytes() + layers_.bytes(); }

 private:
  struct Uses;
  class Pull;

  ImageStore(Scheduler& scheduler, StoreOptions options, LayerUnpacker& unpacker, net::Descriptor lock);
  void read_names();
  PullResult<void> write_name(const StoredImage& image);
  std::string name_path(const oci::Reference& name) const;
  /// Names of images that nobody uses go, the longest unused first, until there is room for so many bytes more.
  /// @error  kNoSpace
  Task<PullResult<void>> make_room(std::uint64_t bytes);
  const StoredImage* longest_unused() const;

  std::shared_ptr<const void> lease(std::vector<oci::Digest> digests);
  Task<PullResult<std::string>> ensure_small_blob(ImageSource& source, oci::Descriptor blob);
  Task<PullResult<void>> ensure_layer(ImageSource& source, oci::Descriptor blob, oci::Digest diff_id);
  Task<PullResult<void>> ensure_layers(ImageSource& source, const oci::Manifest& manifest,
                                       const std::vector<oci::Digest>& diff_ids);
  Task<void> fetch_layers(ImageSource& source, const oci::Manifest& manifest,
                          const std::vector<oci::Digest>& diff_ids, std::size_t& next,
                          Channel<PullResult<void>> done);
  Image image_of(const StoredImage& stored, ImageConfig config, std::shared_ptr<const void> lease) const;

  Scheduler& scheduler_;
  const StoreOptions options_;
  net::Descriptor lock_;
  BlobFiles blobs_;
  LayerFolders layers_;
  KeyedTurns turns_;
  std::map<std::string, StoredImage> names_;  ///< by the name's text
  std::shared_ptr<Uses> uses_;                ///< digests that leases keep
};

}  // namespace eni::sandbox::images
