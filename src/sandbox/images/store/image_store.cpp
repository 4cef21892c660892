#include "sandbox/images/store/image_store.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/file.h>
#include <unistd.h>

#include "base/awaited_tasks.h"
#include "sandbox/images/image_manifest.h"
#include "sandbox/images/store/blob_download.h"

namespace eni::sandbox::images {
namespace {

constexpr int kLayersAtATime = 3;  ///< as Docker fetches them

/// A store that another process writes into would lose what each of them takes for its own.
PullResult<net::Descriptor> lock_folder(const std::string& directory) {
  const std::string path = directory + "/lock";
  net::Descriptor file{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file) return disk_failure(path, errno);
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return PullFailure{PullFault::kDisk, "another process uses the images in " + directory};
  return file;
}

PullFailure invalid_config(const std::string& what) { return {PullFault::kUnsupported, what}; }

PullResult<ImageConfig> read_config(const std::string& bytes, const oci::Manifest& manifest) {
  auto config = parse_image_config(bytes);
  if (config.has_error()) return invalid_config(config.error().message);
  if (config->diff_ids.size() != manifest.layers.size())
    return invalid_config("the image has " + std::to_string(manifest.layers.size()) +
                          " layers, and its configuration knows " + std::to_string(config->diff_ids.size()));
  return *std::move(config);
}

/// What an image's name stands for, as far as it is there.
struct Contents {
  oci::Manifest manifest;
  ImageConfig config;
};

std::optional<Contents> read_contents(const BlobFiles& blobs, const oci::Digest& digest) {
  const auto bytes = blobs.read(digest);
  auto manifest = bytes ? oci::parse_manifest(*bytes) : Result<oci::Manifest>{Error{}};
  if (manifest.has_error() || !manifest->config) return std::nullopt;
  const auto config_bytes = blobs.read(manifest->config->digest);
  auto config = config_bytes ? read_config(*config_bytes, *manifest) : PullResult<ImageConfig>{PullFailure{}};
  if (config.has_error()) return std::nullopt;
  return Contents{*std::move(manifest), *std::move(config)};
}

/// Of whom else wants the same from there. A registry that is slow holds nobody who asks another.
std::string fetch_key(const ImageSource& source, const oci::Descriptor& blob) {
  return "blob " + blob.digest.text() + " of " + source.origin();
}

/// What keeps an image: its layers, its manifest, its configuration.
std::vector<oci::Digest> digests_of(const oci::Digest& manifest, const oci::Digest& config,
                                    const std::vector<oci::Digest>& diff_ids) {
  std::vector<oci::Digest> out = diff_ids;
  out.push_back(manifest);
  out.push_back(config);
  return out;
}

/// As far as it is known.
std::vector<oci::Digest> kept_by(const StoredImage& image, const std::optional<Contents>& contents) {
  if (!contents) return {image.manifest};
  return digests_of(image.manifest, contents->manifest.config->digest, contents->config.diff_ids);
}

}  // namespace

/// Of leases and shares, too, which may outlive the store.
struct ImageStore::Uses {
  std::map<oci::Digest, int> counts;  ///< how many leases keep a digest
  std::set<const Share*> shares;      ///< of pulls that are under way
};

ImageStore::ImageStore(Scheduler& scheduler, StoreOptions options, LayerUnpacker& unpacker,
                       net::Descriptor lock)
    : scheduler_{scheduler},
      options_{std::move(options)},
      lock_{std::move(lock)},
      blobs_{options_.directory + "/blobs"},
      layer_blobs_{options_.directory + "/layer-blobs"},
      layers_{options_.directory + "/layers", options_.layers, unpacker},
      locks_{scheduler},
      names_{options_.directory + "/names"},
      uses_{std::make_shared<Uses>()},
      unpacking_{[](const std::exception_ptr&) {}} {}

PullResult<std::unique_ptr<ImageStore>> ImageStore::open(Scheduler& scheduler, StoreOptions options,
                                                         LayerUnpacker& unpacker) {
  ENI_CHECK(make_folder(options.directory));
  ENI_TRY(net::Descriptor lock, lock_folder(options.directory));
  for (const char* folder : {"/names", "/layers"}) ENI_CHECK(make_folder(options.directory + folder));
  std::unique_ptr<ImageStore> store{new ImageStore{scheduler, std::move(options), unpacker, std::move(lock)}};
  ENI_CHECK(store->blobs_.prepare());
  ENI_CHECK(store->layer_blobs_.prepare());
  ENI_CHECK(store->layers_.prepare());
  store->names_.read([&blobs = store->blobs_](const StoredImage& image) {
    return kept_by(image, read_contents(blobs, image.manifest));
  });
  return store;
}

Task<void> ImageStore::sweep() {
  auto sweeping = layers_.sweep();
  co_await std::move(sweeping);
  auto collecting = collect();
  co_await std::move(collecting);
}

std::shared_ptr<const void> ImageStore::lease(Digests digests) {
  for (const oci::Digest& digest : digests) ++uses_->counts[digest];
  return {uses_.get(), [uses = uses_, kept = std::move(digests)](const void*) {
            for (const oci::Digest& digest : kept)
              if (--uses->counts[digest] == 0) uses->counts.erase(digest);
          }};
}

Task<PullResult<std::string>> ImageStore::ensure_small_blob(ImageSource& source, oci::Descriptor blob) {
  auto waiting = locks_.acquire(fetch_key(source, blob));
  const KeyedLocks::Lock lock = co_await std::move(waiting);
  if (auto bytes = blobs_.read(blob.digest)) co_return *std::move(bytes);
  auto beginning = BlobDownload::begin(scheduler_, blobs_, blob.digest, source.origin());
  ENI_CO_TRY(BlobDownload download, co_await std::move(beginning));
  auto fetching = source.fetch_blob(blob, download);
  ENI_CO_CHECK(co_await std::move(fetching));
  auto bytes = blobs_.read(blob.digest);
  if (!bytes) co_return disk_failure(blobs_.path_of(blob.digest), EIO);
  co_return *std::move(bytes);
}

Task<PullResult<net::Descriptor>> ImageStore::ensure_layer_blob(ImageSource& source, oci::Descriptor blob) {
  if (net::Descriptor file = layer_blobs_.open(blob.digest, blob.bytes)) co_return file;
  auto beginning = BlobDownload::begin(scheduler_, layer_blobs_, blob.digest, source.origin());
  ENI_CO_TRY(BlobDownload download, co_await std::move(beginning));
  auto fetching = source.fetch_blob(blob, download);
  ENI_CO_CHECK(co_await std::move(fetching));
  net::Descriptor file = layer_blobs_.open(blob.digest, blob.bytes);
  if (!file) co_return disk_failure(layer_blobs_.path_of(blob.digest), EIO);
  co_return file;
}

Task<PullResult<void>> ImageStore::ensure_layer(ImageSource& source, oci::Descriptor blob,
                                                oci::Digest diff_id) {
  auto waiting_for_blob = locks_.acquire(fetch_key(source, blob));
  KeyedLocks::Lock blob_lock = co_await std::move(waiting_for_blob);
  if (layers_.find(diff_id)) co_return PullResult<void>{};
  auto fetching = ensure_layer_blob(source, blob);
  ENI_CO_TRY(net::Descriptor file, co_await std::move(fetching));
  // Only now: another registry may have been quicker.
  auto waiting = locks_.acquire("layer " + diff_id.text());
  KeyedLocks::Lock lock = co_await std::move(waiting);
  if (layers_.find(diff_id)) {
    layer_blobs_.remove(blob.digest);
    co_return PullResult<void>{};
  }
  // Begun, it comes to its end, whatever becomes of the pull.
  Locks locks{std::move(lock), std::move(blob_lock)};
  auto unpacking = run_in(unpacking_, scheduler_,
                          unpack(std::move(blob), std::move(diff_id), std::move(file), std::move(locks)));
  co_return co_await std::move(unpacking);
}

Task<PullResult<void>> ImageStore::unpack(oci::Descriptor blob, oci::Digest diff_id, net::Descriptor file,
                                          Locks) {
  auto kept = lease({blob.digest, diff_id});
  auto waiting = locks_.acquire("unpacking " + std::to_string(unpackings_++ % kMaxUnpackings));
  std::optional<KeyedLocks::Lock> slot = co_await std::move(waiting);
  auto making_room_for_blob = make_room();
  auto unpacked = co_await std::move(making_room_for_blob);
  if (unpacked) {
    auto unpacking = layers_.unpack(diff_id, file.get(), {blob.digest.text(), diff_id.text(), blob.bytes});
    unpacked = co_await std::move(unpacking);
  }
  slot.reset();
  // Good or bad: nobody needs it any more.
  layer_blobs_.remove(blob.digest);
  // From here on it is there for those who want it: without any it goes before others do.
  kept.reset();
  if (unpacked) {
    auto making_room = make_room();
    unpacked = co_await std::move(making_room);
    if (unpacked.has_error()) {
      auto removing = layers_.remove(diff_id);
      co_await std::move(removing);
    }
  }
  co_return unpacked;
}

Task<PullResult<void>> ImageStore::fetch_layers(ImageSource& source, const oci::Manifest& manifest,
                                                const Digests& diff_ids, std::size_t& next) {
  while (next < diff_ids.size()) {
    const std::size_t layer = next++;
    auto ensuring = ensure_layer(source, manifest.layers[layer], diff_ids[layer]);
    ENI_CO_CHECK(co_await std::move(ensuring));
  }
  co_return PullResult<void>{};
}

Task<PullResult<void>> ImageStore::ensure_layers(ImageSource& source, const oci::Manifest& manifest,
                                                 const Digests& diff_ids) {
  std::size_t next = 0;
  AwaitedTasks<PullResult<void>> workers{
      scheduler_};  // What is still under way after a failure ends with it.
  for (int k = 0; k < kLayersAtATime; ++k) workers.spawn(fetch_layers(source, manifest, diff_ids, next));
  for (int k = 0; k < kLayersAtATime; ++k) {
    auto ending = workers.next();
    ENI_CO_CHECK(co_await std::move(ending));
  }
  co_return PullResult<void>{};
}

Image ImageStore::image_of(const StoredImage& stored, ImageConfig config,
                           std::shared_ptr<const void> lease) const {
  Image out{stored.name, stored.manifest, stored.resolved, std::move(config), {}, std::move(lease)};
  for (const oci::Digest& diff_id : out.config.diff_ids) {
    const UnpackedLayer* layer = layers_.find(diff_id);
    // Overlayfs does not look at an opaque root.
    if (layer && layer->hides_all_below) out.layers.clear();
    // And it takes no folder twice. All that a layer does it does where it is last.
    std::string path = layers_.path_of(diff_id);
    std::erase(out.layers, path);
    out.layers.push_back(std::move(path));
  }
  return out;
}

Task<PullResult<Image>> ImageStore::add(ImageSource& source, oci::Reference name, oci::Platform platform,
                                        Origin origin) {
  auto asking = source.fetch_manifest(platform);
  ENI_CO_TRY(const FetchedManifest fetched, co_await std::move(asking));
  const oci::Manifest& manifest = fetched.manifest;
  const auto kept = lease({fetched.digest, manifest.config->digest});
  ENI_CO_CHECK(blobs_.write(fetched.digest, fetched.bytes));
  auto fetching = ensure_small_blob(source, *manifest.config);
  ENI_CO_TRY(const std::string bytes, co_await std::move(fetching));
  ENI_CO_TRY(ImageConfig config, read_config(bytes, manifest));
  const Digests digests = digests_of(fetched.digest, manifest.config->digest, config.diff_ids);
  Digests under_way = digests;
  for (const oci::Descriptor& layer : manifest.layers) under_way.push_back(layer.digest);
  const auto kept_while_pulled = lease(std::move(under_way));
  Share share;
  for (std::size_t k = 0; k < manifest.layers.size(); ++k)
    share.emplace(config.diff_ids[k], manifest.layers[k]);
  ENI_CO_TRY(const std::shared_ptr<const void> reservation, reserve(std::move(share)));
  auto ensuring = ensure_layers(source, manifest, config.diff_ids);
  ENI_CO_CHECK(co_await std::move(ensuring));
  const StoredImage stored{std::move(name),           fetched.digest,  fetched.resolved, std::move(platform),
                           origin == Origin::kPulled, scheduler_.now()};
  ENI_CO_CHECK(names_.write(stored, digests));
  co_return image_of(stored, std::move(config), lease(digests));
}

std::optional<Image> ImageStore::find(const oci::Reference& name, const oci::Platform& platform) {
  const ImageNames::Named* found = names_.find(name);
  if (!found || found->image.platform != platform) return std::nullopt;
  ImageNames::Named named = *found;
  auto contents = read_contents(blobs_, named.image.manifest);
  if (!contents) return std::nullopt;
  for (const oci::Digest& diff_id : contents->config.diff_ids)
    if (!layers_.find(diff_id)) return std::nullopt;
  named.digests = kept_by(named.image, contents);
  named.image.used = scheduler_.now();
  // A full disk is no reason not to find what is there.
  if (names_.write(named.image, named.digests).has_error()) names_.put(named.image, named.digests);
  return image_of(named.image, std::move(contents->config), lease(std::move(named.digests)));
}

std::optional<StoredImage> ImageStore::find_name(const oci::Reference& name) const {
  const ImageNames::Named* found = names_.find(name);
  if (!found) return std::nullopt;
  return found->image;
}

std::vector<StoredImage> ImageStore::list() const {
  std::vector<StoredImage> out;
  for (const auto& [name, named] : names_.all()) out.push_back(named.image);
  return out;
}

bool ImageStore::remove(const oci::Reference& name) { return names_.remove(name); }

bool ImageStore::is_kept(const oci::Digest& digest) const {
  return uses_->counts.contains(digest) || names_.uses().contains(digest);
}

Task<void> ImageStore::collect() {
  for (const BlobFiles* blobs : {&blobs_, &layer_blobs_}) {
    for (const oci::Digest& digest : blobs->list())
      if (!is_kept(digest)) blobs->remove(digest);
    for (const oci::Digest& digest : blobs->list_partial())
      if (!is_kept(digest)) blobs->remove_partial(digest);
  }
  for (const oci::Digest& diff_id : layers_.list()) {
    // Asked now: what was added while others went may have it.
    if (is_kept(diff_id)) continue;
    auto removing = layers_.remove(diff_id);
    co_await std::move(removing);
  }
}

std::uint64_t ImageStore::bytes_of(const Stays& stays) const {
  std::uint64_t sum = 0;
  for (const BlobFiles* blobs : {&blobs_, &layer_blobs_}) {
    for (const oci::Digest& digest : blobs->list())
      if (stays(digest)) sum += blobs->bytes(digest);
    for (const oci::Digest& digest : blobs->list_partial())
      if (stays(digest)) sum += blobs->partial_bytes(digest);
  }
  for (const oci::Digest& diff_id : layers_.list())
    if (stays(diff_id)) sum += layers_.bytes(diff_id);
  return sum;
}

std::uint64_t ImageStore::bytes() const {
  return bytes_of([](const oci::Digest&) { return true; });
}

std::uint64_t ImageStore::bytes_to_come() const {
  std::map<oci::Digest, std::uint64_t> blobs;
  for (const Share* share : uses_->shares)
    for (const auto& [diff_id, blob] : *share)
      if (!layers_.find(diff_id)) blobs[blob.digest] = std::max(blobs[blob.digest], blob.bytes);
  std::uint64_t sum = 0;
  for (const auto& [digest, bytes] : blobs)
    sum += bytes - std::min(bytes, layer_blobs_.bytes(digest) + layer_blobs_.partial_bytes(digest));
  return sum;
}

bool ImageStore::is_evictable(const ImageNames::Named& named) const {
  return named.image.is_pulled && !uses_->counts.contains(named.image.manifest);
}

std::vector<const ImageNames::Named*> ImageStore::evictable() const {
  std::vector<const ImageNames::Named*> out;
  for (const auto& [name, named] : names_.all())
    if (is_evictable(named)) out.push_back(&named);
  std::stable_sort(out.begin(), out.end(), [](const ImageNames::Named* a, const ImageNames::Named* b) {
    return a->image.used < b->image.used;
  });
  return out;
}

PullResult<std::shared_ptr<const void>> ImageStore::reserve(Share share) {
  std::erase_if(share, [&](const auto& layer) { return layers_.find(layer.first) != nullptr; });
  if (share.empty()) return std::shared_ptr<const void>{};
  // One that is too large alone could not be added to others either.
  for (const auto& [diff_id, blob] : share)
    if (blob.bytes > options_.max_bytes) return no_room();
  const auto kept = std::make_shared<const Share>(std::move(share));
  uses_->shares.insert(kept.get());
  std::shared_ptr<const void> out{kept.get(),
                                  [uses = uses_, kept](const void*) { uses->shares.erase(kept.get()); }};
  std::set<oci::Digest> staying;
  for (const auto& [name, named] : names_.all())
    if (!is_evictable(named)) staying.insert(named.digests.begin(), named.digests.end());
  const std::uint64_t needed = bytes_to_come() + bytes_of([&](const oci::Digest& digest) {
                                 return uses_->counts.contains(digest) || staying.contains(digest);
                               });
  if (needed > options_.max_bytes) return no_room();
  return out;
}

PullFailure ImageStore::no_room() const {
  return {PullFault::kNoSpace,
          "write " + options_.directory + ": no space left on device (the images' share is " +
              std::to_string(options_.max_bytes) + " bytes)",
          PullStep::kBlobs};
}

Task<PullResult<void>> ImageStore::make_room() {
  // Who goes is decided at once: others may begin or end while the layers are taken away.
  std::map<oci::Digest, int> named = names_.uses();
  const auto bytes_then = [&] {
    return bytes_of(
        [&](const oci::Digest& digest) { return uses_->counts.contains(digest) || named.contains(digest); });
  };
  std::vector<oci::Reference> leaving;
  for (const ImageNames::Named* image : evictable()) {
    if (bytes_then() <= options_.max_bytes) break;
    leaving.push_back(image->image.name);
    for (const oci::Digest& digest : image->digests)
      if (--named[digest] == 0) named.erase(digest);
  }
  if (bytes_then() > options_.max_bytes) co_return no_room();
  if (bytes() <= options_.max_bytes) co_return PullResult<void>{};
  for (const oci::Reference& name : leaving) remove(name);
  auto collecting = collect();
  co_await std::move(collecting);
  co_return PullResult<void>{};
}

}  // namespace eni::sandbox::images
