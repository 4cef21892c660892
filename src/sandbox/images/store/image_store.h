#pragma once
/// The images of this machine: what was pulled or loaded, by name, with its layers unpacked. Everything is named by its digest, so that
/// nothing is there twice; what several pulls want at a time is fetched once from each registry, and unpacked once.
///
/// A name keeps its image, and so does a lease (Image::lease) of a container that runs. What neither keeps goes with the next collect().
/// Some layers are unpacked at a time (kMaxUnpackings), however many pulls there are: each is a program that keeps a processor busy.
///
/// All of them share max_bytes. A pull does not begin if what its manifest says of its layers could not be had. When a layer has come, and
/// when it is unpacked, pulled images that no container uses make room, the longest unused first, and none does if all of them would
/// not suffice. Loaded ones stay, as long as they have a name: nobody could fetch them again. So the share may be passed by what is on
/// its way.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "base/task.h"
#include "sandbox/images/image.h"
#include "sandbox/images/image_source.h"
#include "sandbox/images/store/image_names.h"
#include "sandbox/images/store/keyed_locks.h"
#include "sandbox/images/store/layer_folders.h"
#include "sandbox/images/store/store_files.h"

namespace eni::sandbox::images {

inline constexpr std::uint64_t kMaxUnpackings = 4;

struct StoreOptions {
  std::string directory;  ///< of blobs and names
  std::string layers;     ///< where the unpacker comes to: with a world, below its files
  std::uint64_t max_bytes = std::uint64_t{30} << 30;  ///< as of the disk of an ECS-optimized AMI
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

  /// An image that is there whole, for that platform; notes that it is in use.
  std::optional<Image> find(const oci::Reference& name, const oci::Platform& platform);
  /// What is known of a name, whole or not. It is not in use by that.
  std::optional<StoredImage> find_name(const oci::Reference& name) const;
  /// By name.
  std::vector<StoredImage> list() const;
  /// The name goes; the image with the next collect(). @return  whether it was there
  bool remove(const oci::Reference& name);

  /// Takes away what no name and no lease keeps. Nothing of a pull that is under way.
  Task<void> collect();
  /// Of blobs and layers.
  std::uint64_t bytes() const;

 private:
  using Digests = ImageNames::Digests;
  using Share = std::map<oci::Digest, oci::Descriptor>;  ///< of an image's layers: diff id -> blob
  struct Uses;
  /// Of whole layers: for whose blobs of one origin others have to wait, and for which are unpacked.
  struct Locks {
    KeyedLocks::Lock layer, blob;
  };

  ImageStore(Scheduler& scheduler, StoreOptions options, LayerUnpacker& unpacker, net::Descriptor lock);
  bool is_kept(const oci::Digest& digest) const;
  /// Whether its name may go for others.
  bool is_evictable(const ImageNames::Named& named) const;
  /// Those, the longest unused first.
  std::vector<const ImageNames::Named*> evictable() const;
  /// Of what is there of digests that are to stay.
  using Stays = std::function<bool(const oci::Digest&)>;
  std::uint64_t bytes_of(const Stays& stays) const;
  /// That pulls under way say their layers need, beside what has come.
  std::uint64_t bytes_to_come() const;
  /// Sets aside what layers need that are not there, as long as what it gives is there. Nothing goes for what is only said.
  /// @error  kNoSpace: not even without all that may go
  PullResult<std::shared_ptr<const void>> reserve(Share share);
  /// Until what is there has its place again. @error  as reserve(); nothing went then
  Task<PullResult<void>> make_room();
  PullFailure no_room() const;

  std::shared_ptr<const void> lease(Digests digests);
  Task<PullResult<std::string>> ensure_small_blob(ImageSource& source, oci::Descriptor blob);
  Task<PullResult<net::Descriptor>> ensure_layer_blob(ImageSource& source, oci::Descriptor blob);
  Task<PullResult<void>> ensure_layer(ImageSource& source, oci::Descriptor blob, oci::Digest diff_id);
  Task<PullResult<void>> unpack(oci::Descriptor blob, oci::Digest diff_id, net::Descriptor file, Locks locks);
  Task<PullResult<void>> ensure_layers(ImageSource& source, const oci::Manifest& manifest,
                                       const Digests& diff_ids);
  /// Those from `next` on that nobody else takes, until one fails.
  Task<PullResult<void>> fetch_layers(ImageSource& source, const oci::Manifest& manifest,
                                      const Digests& diff_ids, std::size_t& next);
  Image image_of(const StoredImage& stored, ImageConfig config, std::shared_ptr<const void> lease) const;

  Scheduler& scheduler_;
  const StoreOptions options_;
  net::Descriptor lock_;
  BlobFiles blobs_;
  BlobFiles layer_blobs_;
  LayerFolders layers_;
  KeyedLocks locks_;
  std::uint64_t unpackings_ = 0;  ///< begun so far
  ImageNames names_;
  std::shared_ptr<Uses> uses_;  ///< digests that leases keep, and bytes that are set aside
  TaskGroup unpacking_;         ///< uses all of the above; what one throws the pull gets that waits for it
};

}  // namespace eni::sandbox::images
