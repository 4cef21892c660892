/// BatchDeleteImage: a tag goes, and with its last tag the image; or the image with all its tags.
#include "sandbox/services/ecr/images/delete_images.h"

#include "sandbox/services/ecr/images/operations.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/layers/layer_store.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::size_t kMaxIds = 100;

/// Of one that the call names by its digest alone, or of which the last tag goes.
bool takes_whole_image(EcrImageRepository& images, const std::string& arn, const EcrImage& image,
                       const ImageId& id) {
  return id.tag.empty() || images.tags_of(arn, image.digest).size() == 1;
}

/// @return  what has gone: the image by each of its tags
Result<std::vector<ImageId>, ImageFailure> delete_image(const Call& call, const std::string& arn,
                                                        const ImageId& id) {
  auto& images = call.store<EcrImageRepository>();
  const auto found = find_image(images, arn, id);
  if (found.has_error()) return found.error();
  std::vector<ImageId> gone;
  if (!takes_whole_image(images, arn, *found, id)) {
    images.remove_tag(arn, id.tag);
    gone.push_back({found->digest, id.tag});
    return gone;
  }
  if (const auto index = images.index_of(arn, found->digest))
    return ImageFailure{"ImageReferencedByManifestList",
                        "Requested image referenced by manifest list: [" + *index + "]"};
  for (const std::string& tag : images.tags_of(arn, found->digest)) gone.push_back({found->digest, tag});
  if (gone.empty()) gone.push_back({found->digest, ""});
  images.remove(arn, found->digest);
  return gone;
}

}  // namespace

void delete_all_images(const Call& call, const NamedDocument& repository) {
  const std::string arn = repository_arn(repository);
  auto& layers = call.store<EcrLayerRepository>();
  auto digests = layers.digests_of(arn);
  layers.remove_all(arn);
  call.store<EcrImageRepository>().remove_all(arn);
  layer_store(call.env).release(std::move(digests));
}

ApiResult<Reply> batch_delete_image(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto ids, call.params.objects("imageIds"));
  if (ids.empty() || ids.size() > kMaxIds)
    return invalid_parameter_at("imageIds", "Member must have length between 1 and 100");
  json::array deleted;
  json::array failures;
  for (const json::object& given : ids) {
    const ImageId id = ImageId::from_json(given);
    const auto gone = delete_image(call, repository_arn(repository), id);
    if (gone.has_error()) {
      failures.push_back(shown_failure(id, gone.error()));
      continue;
    }
    for (const ImageId& one : *gone) {
      deleted.push_back(one.to_json());
      publish_image_action(call, repository, one, "DELETE");
    }
  }
  layer_store(call.env).collect_soon();
  return Reply{json::object{{"imageIds", std::move(deleted)}, {"failures", std::move(failures)}}};
}

}  // namespace eni::sandbox::ecr_service
