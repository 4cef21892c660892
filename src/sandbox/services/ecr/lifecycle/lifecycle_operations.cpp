/// PutLifecyclePolicy and its like, and the preview of what a policy would take away. Nothing expires by itself.
#include "base/time_text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ecr/images/image_id.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/lifecycle/lifecycle_policy.h"
#include "sandbox/services/ecr/lifecycle/operations.h"
#include "sandbox/services/ecr/repository_document.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr RepositoryDocument kLifecycle{"lifecyclePolicyText", "LifecyclePolicyNotFoundException",
                                        "Lifecycle policy"};
constexpr std::size_t kMaxPreviewPage = 100;

ApiResult<LifecyclePolicy> checked(const std::string& text) {
  auto policy = parse_lifecycle_policy(text);
  if (policy.has_value()) return *std::move(policy);
  return invalid_parameter_at("LifecyclePolicyText",
                              "Lifecycle policy validation failure: " + policy.error().message);
}

std::vector<LifecycleImage> images_of(const Call& call, const NamedDocument& repository) {
  auto& images = call.store<EcrImageRepository>();
  const std::string arn = repository_arn(repository);
  std::vector<LifecycleImage> out;
  for (const EcrImage& image : images.list(arn))
    out.push_back({image.digest, images.tags_of(arn, image.digest), TimePoint{Duration{image.pushed}}});
  return out;
}

json::object preview_reply(const NamedDocument& repository, const std::string& text) {
  json::object reply = named(repository);
  reply["lifecyclePolicyText"] = text;
  return reply;
}

json::object shown(const Expiry& expiry, const std::vector<LifecycleImage>& images) {
  json::object out{{"imageDigest", expiry.digest},
                   {"action", json::object{{"type", "EXPIRE"}}},
                   {"appliedRulePriority", expiry.priority}};
  for (const LifecycleImage& image : images) {
    if (image.digest != expiry.digest) continue;
    if (!image.tags.empty()) out["imageTags"] = json::array(image.tags.begin(), image.tags.end());
    out["imagePushedAt"] = epoch_seconds(image.pushed);
  }
  return out;
}

}  // namespace

ApiResult<Reply> get_lifecycle_policy(Call& call) { return get_document(call, kLifecycle); }
ApiResult<Reply> delete_lifecycle_policy(Call& call) { return remove_document(call, kLifecycle); }
ApiResult<Reply> put_lifecycle_policy(Call& call) {
  ENI_CHECK(checked(call.params.text_or(kLifecycle.member, "")));
  return put_document(call, kLifecycle);
}

/// Of the call's policy, or of the repository's own.
ApiResult<Reply> start_lifecycle_policy_preview(Call& call) {
  ENI_TRY(auto repository, required_repository(call));
  std::string text = call.params.text_or(kLifecycle.member, "");
  if (text.empty()) {
    ENI_CHECK(repository_with(call, kLifecycle));
    text = text_at(repository.document, kLifecycle.member);
  }
  ENI_CHECK(checked(text));
  repository.document["lifecyclePreview"] = json::object{{kLifecycle.member, text}};
  repositories(call).put(repository);
  json::object reply = preview_reply(repository, text);
  reply["status"] = "IN_PROGRESS";
  return Reply{std::move(reply)};
}

/// @error  LifecyclePolicyPreviewNotFoundException
ApiResult<Reply> get_lifecycle_policy_preview(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto page, page_request(call, kMaxPreviewPage, kMaxPreviewPage));
  const std::string text = text_at(object_at(repository.document, "lifecyclePreview"), kLifecycle.member);
  if (text.empty())
    return ApiError{"LifecyclePolicyPreviewNotFoundException",
                    "There is no preview of a lifecycle policy " + in_repository(repository)};
  ENI_TRY(const auto policy, checked(text));
  const auto images = images_of(call, repository);
  const auto expiring = expiring_images(policy, images, call.now());
  json::object reply = preview_reply(repository, text);
  reply["status"] = "COMPLETE";
  json::array results;
  bool is_behind = page.after.empty();
  for (const Expiry& expiry : expiring) {
    if (is_behind && results.size() == page.size) {
      reply["nextToken"] = page_token(text_at(results.back(), "imageDigest"));
      break;
    }
    if (is_behind) results.push_back(shown(expiry, images));
    is_behind = is_behind || expiry.digest == page.after;
  }
  reply["previewResults"] = std::move(results);
  reply["summary"] = json::object{{"expiringImageTotalCount", expiring.size()}};
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecr_service
