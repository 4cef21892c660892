#include "sandbox/images/load/archived_image.h"

#include <map>
#include <optional>

#include "base/excerpt.h"
#include "sandbox/images/image_config.h"
#include "sandbox/images/image_manifest.h"

namespace eni::sandbox::images {
namespace {

constexpr std::size_t kMaxImages = 1000;
constexpr std::string_view kUncompressedLayer = "application/vnd.oci.image.layer.v1.tar";

PullFailure unsupported(std::string what) { return {PullFault::kUnsupported, std::move(what)}; }
PullFailure missing(const std::string& name) {
  return {PullFault::kNotFound, excerpt(name) + " is not in it, or cannot be read", PullStep::kBlobs};
}

/// Gives a file's bytes to a target; others have a turn meanwhile.
Task<PullResult<void>> copy_part(Scheduler& scheduler, FilePart part, oci::Descriptor blob,
                                 BlobTarget& target) {
  constexpr std::size_t kPiece = 256 * 1024;
  if (part.bytes != blob.bytes)
    co_return PullFailure{PullFault::kDamaged,
                          blob.digest.text() + " has " + std::to_string(part.bytes) + " bytes, not " +
                              std::to_string(blob.bytes),
                          PullStep::kBlobs};
  if (target.bytes() > 0) ENI_CO_CHECK(target.restart());
  std::string room(kPiece, '\0');
  for (std::uint64_t at = 0; at < part.bytes;) {
    const auto got = part.read_at(at, room.data(), room.size());
    if (!got || *got == 0) co_return missing(blob.digest.text());
    ENI_CO_CHECK(target.append({room.data(), *got}));
    at += *got;
    co_await yield(scheduler);  // Reading and hashing a layer takes seconds.
  }
  co_return target.finish();
}

/// Of an OCI image layout: blobs by their digests.
class LayoutImage final : public ImageSource {
 public:
  LayoutImage(Scheduler& scheduler, const ImageFiles& files, oci::Descriptor top)
      : scheduler_{scheduler}, files_{files}, top_{std::move(top)} {}

  Task<PullResult<FetchedManifest>> fetch_manifest(oci::Platform platform) override {
    ENI_CO_TRY(FetchedManifest found, read_manifest(top_));
    if (found.manifest.kind == oci::ManifestKind::kIndex) {
      const oci::Descriptor* chosen = oci::choose_for(platform, found.manifest.manifests);
      if (!chosen) co_return no_platform(platform);
      ENI_CO_TRY(FetchedManifest one, read_manifest(*chosen));
      one.resolved = found.digest;
      found = std::move(one);
    }
    ENI_CO_CHECK(check_image(found.manifest));
    co_return found;
  }

  Task<PullResult<void>> fetch_blob(oci::Descriptor blob, BlobTarget& target) override {
    auto part = files_.find(name_of(blob.digest));
    if (!part) co_return missing(blob.digest.text());
    auto copying = copy_part(scheduler_, *std::move(part), blob, target);
    auto copied = co_await std::move(copying);
    co_return copied;
  }

 private:
  static std::string name_of(const oci::Digest& digest) {
    return "blobs/sha256/" + std::string(digest.hex());
  }

  PullResult<FetchedManifest> read_manifest(const oci::Descriptor& descriptor) const {
    const auto part = files_.find(name_of(descriptor.digest));
    auto bytes = part ? part->read(oci::kMaxManifestBytes) : std::nullopt;
    if (!bytes) return missing(descriptor.digest.text());
    if (oci::Digest::of(*bytes) != descriptor.digest)
      return PullFailure{PullFault::kDamaged, "the manifest is not of digest " + descriptor.digest.text()};
    auto manifest = oci::parse_manifest(*bytes, descriptor.media_type);
    if (manifest.has_error()) return unsupported(manifest.error().message);
    return FetchedManifest{descriptor.digest, *std::move(bytes), *std::move(manifest), descriptor.digest};
  }

  Scheduler& scheduler_;
  const ImageFiles& files_;
  oci::Descriptor top_;
};

/// Of `docker save` before it wrote layouts: a configuration and uncompressed layers, without a manifest as registries have it.
class DockerImage final : public ImageSource {
 public:
  DockerImage(Scheduler& scheduler, const ImageFiles& files, std::string config,
              std::vector<std::string> layers)
      : scheduler_{scheduler}, files_{files}, config_{std::move(config)}, layers_{std::move(layers)} {}

  Task<PullResult<FetchedManifest>> fetch_manifest(oci::Platform) override {
    auto text = write_manifest();
    if (text.has_error()) co_return text.error();
    auto manifest = oci::parse_manifest(*text);
    if (manifest.has_error()) co_return unsupported(manifest.error().message);
    ENI_CO_CHECK(check_image(*manifest));
    const oci::Digest digest = oci::Digest::of(*text);
    co_return FetchedManifest{digest, *std::move(text), *std::move(manifest), digest};
  }

  Task<PullResult<void>> fetch_blob(oci::Descriptor blob, BlobTarget& target) override {
    const auto name = names_.find(blob.digest);
    auto part = name == names_.end() ? std::optional<FilePart>{} : files_.find(name->second);
    if (!part) co_return missing(blob.digest.text());
    auto copying = copy_part(scheduler_, *std::move(part), blob, target);
    auto copied = co_await std::move(copying);
    co_return copied;
  }

 private:
  static json::object descriptor(std::string_view type, const oci::Digest& digest, std::uint64_t bytes) {
    return {{"mediaType", type}, {"digest", digest.text()}, {"size", bytes}};
  }

  /// As it would have been pushed. Layers are uncompressed, so that their diff ids are their digests.
  PullResult<std::string> write_manifest() {
    const auto part = files_.find(config_);
    const auto bytes = part ? part->read(kMaxConfigBytes) : std::nullopt;
    if (!bytes) return missing(config_);
    const auto config = parse_image_config(*bytes);
    if (config.has_error()) return unsupported(config.error().message);
    if (config->diff_ids.size() != layers_.size())
      return unsupported("the archive has " + std::to_string(layers_.size()) +
                         " layers of the image, and its configuration knows " +
                         std::to_string(config->diff_ids.size()));
    json::array layers;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
      const auto layer = files_.find(layers_[k]);
      if (!layer) return missing(layers_[k]);
      names_[config->diff_ids[k]] = layers_[k];
      layers.push_back(descriptor(kUncompressedLayer, config->diff_ids[k], layer->bytes));
    }
    const oci::Digest digest = oci::Digest::of(*bytes);
    names_[digest] = config_;
    return json::serialize(json::object{{"schemaVersion", 2},
                                        {"mediaType", oci::kOciManifest},
                                        {"config", descriptor(oci::kOciConfig, digest, bytes->size())},
                                        {"layers", std::move(layers)}});
  }

  Scheduler& scheduler_;
  const ImageFiles& files_;
  std::string config_;
  std::vector<std::string> layers_;
  std::map<oci::Digest, std::string> names_;
};

std::vector<std::string> names_of(const oci::Descriptor& image) {
  const std::string whole = text_at(image.annotations, "io.containerd.image.name");
  if (!whole.empty()) return {whole};
  const std::string name = text_at(image.annotations, "org.opencontainers.image.ref.name");
  // Alone it is a tag of nobody's.
  if (name.find_first_of("/:") == std::string::npos) return {};
  return {name};
}

PullResult<std::vector<ArchivedImage>> of_layout(Scheduler& scheduler, const ImageFiles& files,
                                                 const std::string& index) {
  auto parsed = oci::parse_manifest(index, oci::kOciIndex);
  if (parsed.has_error()) return unsupported("index.json: " + parsed.error().message);
  std::vector<ArchivedImage> out;
  for (oci::Descriptor& image : parsed->manifests) {
    std::vector<std::string> names = names_of(image);
    out.push_back({std::move(names), std::make_unique<LayoutImage>(scheduler, files, std::move(image))});
  }
  return out;
}

PullResult<std::vector<ArchivedImage>> of_docker(Scheduler& scheduler, const ImageFiles& files,
                                                 const std::string& list) {
  const auto parsed = parse_json(list, DuplicateKeys::kRefuse);
  if (parsed.has_error() || !parsed->is_array()) return unsupported("manifest.json is not a list");
  std::vector<ArchivedImage> out;
  for (const json::value& image : parsed->get_array()) {
    if (!image.is_object()) return unsupported("manifest.json is not a list of objects");
    const json::object& object = image.get_object();
    out.push_back({texts_at(object, "RepoTags"),
                   std::make_unique<DockerImage>(scheduler, files, text_at(object, "Config"),
                                                 texts_at(object, "Layers"))});
  }
  return out;
}

PullResult<std::vector<ArchivedImage>> find_images(Scheduler& scheduler, const ImageFiles& files) {
  const auto read = [&](const char* name) {
    const auto part = files.find(name);
    return part ? part->read(oci::kMaxManifestBytes) : std::optional<std::string>{};
  };
  if (const auto index = read("index.json")) return of_layout(scheduler, files, *index);
  if (const auto list = read("manifest.json")) return of_docker(scheduler, files, *list);
  return unsupported("it has neither index.json, as an OCI image layout, nor manifest.json, as docker save");
}

}  // namespace

PullResult<std::vector<ArchivedImage>> archived_images(Scheduler& scheduler, const ImageFiles& files) {
  auto images = find_images(scheduler, files);
  if (images.has_error()) return images;
  if (images->empty()) return unsupported("it has no images");
  if (images->size() > kMaxImages)
    return unsupported("it has more than " + std::to_string(kMaxImages) + " images");
  return images;
}

}  // namespace eni::sandbox::images
