/// BatchGetImage: manifests, as they were pushed.
#include "base/time_text.h"
#include "sandbox/services/ecr/images/image_id.h"
#include "sandbox/services/ecr/images/operations.h"
#include "sandbox/services/ecr/input.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::size_t kMaxIds = 100;
/// AWS refreshes lastRecordedPullTime at least once a day; a pull that follows another writes nothing.
constexpr std::chrono::minutes kPullIsFresh{1};

/// After the call, for a pull does not fail because the disk is full.
void note_pull(const Call& call, const std::string& repository, const EcrImage& image) {
  const std::int64_t now = epoch_millis(call.now());
  if (image.pulled && now - *image.pulled <= std::chrono::milliseconds{kPullIsFresh}.count()) return;
  call.env.scheduler.post([&env = call.env, repository, digest = image.digest, now] {
    try {
      env.store.get<EcrImageRepository>().note_pull(repository, digest, now);
    } catch (const sqlite::Failure& failure) {
      env.log.warn("a pull is not noted", {{"what", failure.what()}});
    }
  });
}

}  // namespace

ApiResult<Reply> batch_get_image(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto ids, call.params.objects("imageIds"));
  if (ids.empty() || ids.size() > kMaxIds)
    return invalid_parameter_at("imageIds", "Member must have length between 1 and 100");
  const std::string arn = repository_arn(repository);
  json::array images;
  json::array failures;
  for (const json::object& given : ids) {
    const ImageId id = ImageId::from_json(given);
    const auto found = find_image(call.store<EcrImageRepository>(), arn, id);
    if (found.has_error()) {
      failures.push_back(shown_failure(id, found.error()));
      continue;
    }
    note_pull(call, arn, *found);
    json::object image = named(repository);
    image["imageId"] = ImageId{found->digest, id.tag}.to_json();
    image["imageManifest"] = found->manifest;
    image["imageManifestMediaType"] = found->media_type;
    images.push_back(std::move(image));
  }
  return Reply{json::object{{"images", std::move(images)}, {"failures", std::move(failures)}}};
}

}  // namespace eni::sandbox::ecr_service
