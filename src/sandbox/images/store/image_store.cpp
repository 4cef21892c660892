#include "sandbox/images/store/image_store.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/file.h>
#include <unistd.h>

#include "base/json.h"
#include "base/time_text.h"
#include "sandbox/images/image_manifest.h"
#include "sandbox/images/store/blob_download.h"

namespace eni::sandbox::images {
namespace {

constexpr std::size_t kMaxRecord = 64 * 1024;
constexpr int kLayersAtATime = 3;  ///< as Docker fetches them

json::object record_of(const StoredImage& image) {
  return {{"name", image.name.text()},
          {"manifest", image.manifest.text()},
          {"resolved", image.resolved.text()},
          {"pulled", image.is_pulled},
          {"used", iso8601_millis(image.used)}};
}

std::optional<StoredImage> read_record(const std::string& path) {
  const auto text = read_file(path, kMaxRecord);
  const auto record = text ? parse_json(*text) : Result<json::value>{Error{}};
  if (record.has_error() || !record->is_object()) return std::nullopt;
  const json::object& object = record->get_object();
  auto name = oci::Reference::parse(text_at(object, "name"));
  auto manifest = oci::Digest::parse(text_at(object, "manifest"));
  auto resolved = oci::Digest::parse(text_at(object, "resolved"));
  if (!name || !manifest || !resolved) return std::nullopt;
  return StoredImage{*std::move(name), *std::move(manifest), *std::move(resolved), flag_at(object, "pulled"),
                     parse_iso8601(text_at(object, "used")).value_or(TimePoint{})};
}

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

}  // namespace

/// How many leases keep a digest; of leases, too, which may outlive the store.
struct ImageStore::Uses {
  std::map<oci::Digest, int> counts;
};

ImageStore::ImageStore(Scheduler& scheduler, StoreOptions options, LayerUnpacker& unpacker,
                       net::Descriptor lock)
    : scheduler_{scheduler},
      options_{std::move(options)},
      lock_{std::move(lock)},
      blobs_{options_.directory},
      layers_{options_.layers, unpacker},
      turns_{scheduler},
      uses_{std::make_shared<Uses>()} {}

PullResult<std::unique_ptr<ImageStore>> ImageStore::open(Scheduler& scheduler, StoreOptions options,
                                                         LayerUnpacker& unpacker) {
  ENI_CHECK(make_private_folder(options.directory));
  ENI_TRY(net::Descriptor lock, lock_folder(options.directory));
  ENI_CHECK(BlobFiles{options.directory}.prepare());
  std::unique_ptr<ImageStore> store{new ImageStore{scheduler, std::move(options), unpacker, std::move(lock)}};
  ENI_CHECK(store->layers_.prepare());
  store->read_names();
  return store;
}

Task<void> ImageStore::sweep() {
  auto sweeping = layers_.sweep();
  co_await std::move(sweeping);
  auto collecting = collect();
  co_await std::move(collecting);
}

std::string ImageStore::name_path(const oci::Reference& name) const {
  return options_.directory + "/names/" + std::string(oci::Digest::of(name.text()).hex()) + ".json";
}

void ImageStore::read_names() {
  const std::string folder = options_.directory + "/names";
  for (const std::string& file : names_in(folder)) {
    auto record = read_record(folder + "/" + file);
    // One that is under another name than its own is nobody's.
    if (record && name_path(record->name) == folder + "/" + file) {
      const std::string name = record->name.text();
      names_.insert_or_assign(name, *std::move(record));
    } else {
      unlink((folder + "/" + file).c_str());
    }
  }
}

PullResult<void> ImageStore::write_name(const StoredImage& image) {
  ENI_CHECK(write_private_file(name_path(image.name), json::serialize(record_of(image))));
  names_.insert_or_assign(image.name.text(), image);
  return {};
}

std::shared_ptr<const void> ImageStore::lease(std::vector<oci::Digest> digests) {
  for (const oci::Digest& digest : digests) ++uses_->counts[digest];
  auto give_back = [uses = uses_](const std::vector<oci::Digest>* kept) {
    for (const oci::Digest& digest : *kept)
      if (--uses->counts[digest] == 0) uses->counts.erase(digest);
    delete kept;
  };
  return std::shared_ptr<const std::vector<oci::Digest>>{new std::vector(std::move(digests)),
                                                         std::move(give_back)};
}

Task<PullResult<std::string>> ImageStore::ensure_small_blob(ImageSource& source, oci::Descriptor blob) {
  auto waiting = turns_.take("blob " + blob.digest.text());
  const KeyedTurns::Turn turn = co_await std::move(waiting);
  if (auto bytes = blobs_.read(blob.digest)) co_return *std::move(bytes);
  ENI_CO_TRY(BlobDownload download, BlobDownload::begin(blobs_, blob.digest));
  auto fetching = source.fetch_blob(blob, download);
  ENI_CO_CHECK(co_await std::move(fetching));
  auto bytes = blobs_.read(blob.digest);
  if (!bytes) co_return disk_failure(blobs_.path_of(blob.digest), EIO);
  co_return *std::move(bytes);
}

Task<PullResult<void>> ImageStore::ensure_layer(ImageSource& source, oci::Descriptor blob,
                                                oci::Digest diff_id) {
  auto waiting = turns_.take("layer " + diff_id.text());
  const KeyedTurns::Turn turn = co_await std::move(waiting);
  if (layers_.find(diff_id)) co_return PullResult<void>{};
  auto waiting_for_blob = turns_.take("blob " + blob.digest.text());
  const KeyedTurns::Turn blob_turn = co_await std::move(waiting_for_blob);
  net::Descriptor file = blobs_.open(blob.digest, blob.bytes);
  if (!file) {
    auto making_room = make_room(blob.bytes);
    ENI_CO_CHECK(co_await std::move(making_room));
    ENI_CO_TRY(BlobDownload download, BlobDownload::begin(blobs_, blob.digest));
    auto fetching = source.fetch_blob(blob, download);
    ENI_CO_CHECK(co_await std::move(fetching));
    file = blobs_.open(blob.digest, blob.bytes);
  }
  if (!file) co_return disk_failure(blobs_.path_of(blob.digest), EIO);
  auto unpacking = layers_.unpack(diff_id, file.get(), {blob.digest.text(), diff_id.text(), blob.bytes});
  const auto unpacked = co_await std::move(unpacking);
  // Good or bad: nobody needs it any more.
  blobs_.remove(blob.digest);
  ENI_CO_CHECK(unpacked);
  auto making_room = make_room(0);
  const auto room = co_await std::move(making_room);
  if (room.has_value()) co_return PullResult<void>{};
  auto removing = layers_.remove(diff_id);
  co_await std::move(removing);
  co_return room;
}

Task<void> ImageStore::fetch_layers(ImageSource& source, const oci::Manifest& manifest,
                                    const std::vector<oci::Digest>& diff_ids, std::size_t& next,
                                    Channel<PullResult<void>> done) {
  while (next < diff_ids.size()) {
    const std::size_t layer = next++;
    auto ensuring = ensure_layer(source, manifest.layers[layer], diff_ids[layer]);
    auto ensured = co_await std::move(ensuring);
    if (ensured.has_error()) next = diff_ids.size();  // The others end what they are at.
    done.push(std::move(ensured));
  }
}

Task<PullResult<void>> ImageStore::ensure_layers(ImageSource& source, const oci::Manifest& manifest,
                                                 const std::vector<oci::Digest>& diff_ids) {
  std::size_t next = 0;
  const Channel<PullResult<void>> done{scheduler_};
  TaskGroup workers;  // What is still under way after a failure ends with it.
  for (int k = 0; k < kLayersAtATime; ++k)
    workers.spawn(fetch_layers(source, manifest, diff_ids, next, done));
  for (std::size_t layers = 0; layers < diff_ids.size(); ++layers) {
    auto ensured = co_await done.pop();
    if (ensured.has_error()) co_return ensured;
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
  auto asking = source.fetch_manifest(std::move(platform));
  ENI_CO_TRY(const FetchedManifest fetched, co_await std::move(asking));
  const oci::Manifest& manifest = fetched.manifest;
  const auto kept = lease({fetched.digest, manifest.config->digest});
  ENI_CO_CHECK(blobs_.write(fetched.digest, fetched.bytes));
  auto fetching = ensure_small_blob(source, *manifest.config);
  ENI_CO_TRY(const std::string bytes, co_await std::move(fetching));
  ENI_CO_TRY(ImageConfig config, read_config(bytes, manifest));
  std::vector<oci::Digest> digests = config.diff_ids;
  digests.push_back(fetched.digest);
  digests.push_back(manifest.config->digest);
  for (const oci::Descriptor& layer : manifest.layers) digests.push_back(layer.digest);
  auto all_kept = lease(std::move(digests));
  auto ensuring = ensure_layers(source, manifest, config.diff_ids);
  ENI_CO_CHECK(co_await std::move(ensuring));
  const StoredImage stored{std::move(name), fetched.digest, fetched.resolved, origin == Origin::kPulled,
                           scheduler_.now()};
  ENI_CO_CHECK(write_name(stored));
  co_return image_of(stored, std::move(config), std::move(all_kept));
}

std::optional<Image> ImageStore::find(const oci::Reference& name) {
  const auto found = names_.find(name.text());
  if (found == names_.end()) return std::nullopt;
  StoredImage stored = found->second;
  const auto bytes = blobs_.read(stored.manifest);
  const auto manifest = bytes ? oci::parse_manifest(*bytes) : Result<oci::Manifest>{Error{}};
  if (manifest.has_error() || !manifest->config) return std::nullopt;
  const auto config_bytes = blobs_.read(manifest->config->digest);
  if (!config_bytes) return std::nullopt;
  auto config = read_config(*config_bytes, *manifest);
  if (config.has_error()) return std::nullopt;
  std::vector<oci::Digest> digests = config->diff_ids;
  for (const oci::Digest& diff_id : digests)
    if (!layers_.find(diff_id)) return std::nullopt;
  digests.push_back(stored.manifest);
  digests.push_back(manifest->config->digest);
  stored.used = scheduler_.now();
  // A full disk is no reason not to find what is there.
  (void)write_name(stored);
  return image_of(stored, *std::move(config), lease(std::move(digests)));
}

std::vector<StoredImage> ImageStore::list() const {
  std::vector<StoredImage> out;
  for (const auto& [name, image] : names_) out.push_back(image);
  return out;
}

bool ImageStore::remove(const oci::Reference& name) {
  if (names_.erase(name.text()) == 0) return false;
  unlink(name_path(name).c_str());
  return true;
}

Task<void> ImageStore::collect() {
  std::set<oci::Digest> kept;
  for (const auto& [digest, count] : uses_->counts) kept.insert(digest);
  for (const auto& [name, image] : names_) {
    kept.insert(image.manifest);
    const auto bytes = blobs_.read(image.manifest);
    const auto manifest = bytes ? oci::parse_manifest(*bytes) : Result<oci::Manifest>{Error{}};
    if (manifest.has_error() || !manifest->config) continue;
    kept.insert(manifest->config->digest);
    const auto config_bytes = blobs_.read(manifest->config->digest);
    const auto config = config_bytes ? parse_image_config(*config_bytes) : Result<ImageConfig>{Error{}};
    if (config) kept.insert(config->diff_ids.begin(), config->diff_ids.end());
  }
  for (const oci::Digest& digest : blobs_.list())
    if (!kept.contains(digest)) blobs_.remove(digest);
  for (const oci::Digest& digest : blobs_.list_partial())
    if (!kept.contains(digest)) blobs_.remove_partial(digest);
  for (const oci::Digest& diff_id : layers_.list()) {
    // What began meanwhile may use it.
    if (kept.contains(diff_id) || uses_->counts.contains(diff_id)) continue;
    auto removing = layers_.remove(diff_id);
    co_await std::move(removing);
  }
}

const StoredImage* ImageStore::longest_unused() const {
  const StoredImage* out = nullptr;
  for (const auto& [name, image] : names_)
    if (!uses_->counts.contains(image.manifest) && (!out || image.used < out->used)) out = &image;
  return out;
}

Task<PullResult<void>> ImageStore::make_room(std::uint64_t needed) {
  while (needed > options_.max_bytes || bytes() > options_.max_bytes - needed) {
    auto collecting = collect();
    co_await std::move(collecting);
    if (needed <= options_.max_bytes && bytes() <= options_.max_bytes - needed) break;
    const StoredImage* image = needed > options_.max_bytes ? nullptr : longest_unused();
    if (!image)
      co_return PullFailure{PullFault::kNoSpace,
                            "write " + options_.directory +
                                ": no space left on device (the images' share is " +
                                std::to_string(options_.max_bytes) + " bytes)",
                            PullStep::kBlobs};
    remove(oci::Reference{image->name});
  }
  co_return PullResult<void>{};
}

}  // namespace eni::sandbox::images
