/// PutImage: an image is a manifest whose parts are there already.
#include "base/time_text.h"
#include "oci/manifest.h"
#include "oci/reference.h"
#include "sandbox/services/ecr/images/image_id.h"
#include "sandbox/services/ecr/images/operations.h"
#include "sandbox/services/ecr/images/tag_mutability.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/layers/layer_store.h"

namespace eni::sandbox::ecr_service {
namespace {

struct Push {
  NamedDocument repository;
  std::string arn;
  std::string bytes;  ///< of the manifest
  oci::Manifest manifest;
  ImageId id;
};

ApiResult<Push> read_push(const Call& call) {
  ENI_TRY(auto repository, required_repository(call));
  std::string bytes = call.params.text_or("imageManifest", "");
  auto manifest = oci::parse_manifest(bytes, call.params.text_or("imageManifestMediaType", ""));
  if (manifest.has_error()) return invalid_parameter_at("ImageManifest", manifest.error().message);
  ImageId id{oci::Digest::of(bytes).text(), call.params.text_or("imageTag", "")};
  if (!id.tag.empty() && !oci::is_tag(id.tag))
    return invalid_parameter_at("imageTag",
                                "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'");
  const std::string said = call.params.text_or("imageDigest", id.digest);
  if (said != id.digest)
    return ApiError{"ImageDigestDoesNotMatchException",
                    "The image's digest is '" + id.digest + "', not '" + said.substr(0, 100) + "'"};
  std::string arn = repository_arn(repository);
  return Push{std::move(repository), std::move(arn), std::move(bytes), *std::move(manifest), std::move(id)};
}

/// The tag is free, or may be moved.
ApiResult<void> check_tag(const Call& call, const Push& push, bool is_there) {
  const std::string& tag = push.id.tag;
  const auto tagged = tag.empty() ? std::nullopt : call.store<EcrImageRepository>().find_tag(push.arn, tag);
  if (is_there && (tag.empty() || tagged == push.id.digest))
    return ApiError{"ImageAlreadyExistsException", "Image with digest '" + push.id.digest + "'" +
                                                       (tag.empty() ? "" : " and tag '" + tag + "'") +
                                                       " already exists " + in_repository(push.repository)};
  if (tagged && is_immutable(push.repository.document, tag))
    return ApiError{"ImageTagAlreadyExistsException",
                    "The image tag '" + tag + "' already exists in the '" + push.repository.name +
                        "' repository and cannot be overwritten because the repository is immutable."};
  return {};
}

ApiError parts_missing(const Push& push, const char* code, std::string_view what,
                       const std::string& digests) {
  return {code, std::string(what) + " do not exist " + in_repository(push.repository) + ": " + digests};
}

/// What the image is made of, each of which the repository has.
ApiResult<std::vector<EcrImagePart>> check_parts(const Call& call, const Push& push) {
  std::vector<EcrImagePart> parts;
  std::string missing;
  const auto take = [&](const oci::Descriptor& part, bool is_image, bool is_there) {
    if (!is_there) missing += (missing.empty() ? "'" : ", '") + part.digest.text() + "'";
    parts.push_back({part.digest.text(), is_image, part.media_type});
  };
  const oci::Manifest& manifest = push.manifest;
  for (const oci::Descriptor& image : manifest.manifests)
    take(image, true, call.store<EcrImageRepository>().find(push.arn, image.digest.text()).has_value());
  if (!missing.empty())
    return parts_missing(push, "ReferencedImagesNotFoundException", "Images that the manifest refers to",
                         missing);
  const auto take_layer = [&](const oci::Descriptor& layer) {
    if (!oci::is_kept_elsewhere(layer.media_type))
      take(layer, false, layer_store(call.env).find(push.arn, layer.digest).has_value());
  };
  if (manifest.config) take_layer(*manifest.config);
  for (const oci::Descriptor& layer : manifest.layers) take_layer(layer);
  if (!missing.empty())
    return parts_missing(push, "LayersNotFoundException", "Layers that the manifest refers to", missing);
  return parts;
}

void insert(const Call& call, const Push& push, const std::vector<EcrImagePart>& parts) {
  EcrImage image;
  image.digest = push.id.digest;
  image.media_type = push.manifest.media_type;
  image.artifact_type = push.manifest.type_of_artifact();
  if (push.manifest.subject) image.subject = push.manifest.subject->digest.text();
  image.annotations = json::serialize(push.manifest.annotations);
  image.manifest = push.bytes;
  image.layer_bytes = static_cast<std::int64_t>(push.manifest.layer_bytes());
  image.pushed = epoch_millis(call.now());
  auto& images = call.store<EcrImageRepository>();
  images.insert(push.arn, image, parts);
  if (flag_at(object_at(push.repository.document, "imageScanningConfiguration"), "scanOnPush"))
    images.note_scan(push.arn, image.digest, image.pushed);
}

}  // namespace

ApiResult<Reply> put_image(Call& call) {
  ENI_TRY(const Push push, read_push(call));
  auto& images = call.store<EcrImageRepository>();
  const bool is_there = images.find(push.arn, push.id.digest).has_value();
  ENI_CHECK(check_tag(call, push, is_there));
  if (!is_there) {
    ENI_TRY(const auto parts, check_parts(call, push));
    insert(call, push, parts);
  }
  if (!push.id.tag.empty()) images.put_tag(push.arn, push.id.tag, push.id.digest);
  publish_image_action(call, push.repository, push.id, "PUSH");
  json::object image = named(push.repository);
  image["imageId"] = push.id.to_json();
  image["imageManifest"] = push.bytes;
  image["imageManifestMediaType"] = push.manifest.media_type;
  return Reply{json::object{{"image", std::move(image)}}};
}

}  // namespace eni::sandbox::ecr_service
