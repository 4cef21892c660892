/// ListImageReferrers: what was attached to an image, signatures and bills of material.
#include <algorithm>

#include "oci/digest.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ecr/images/operations.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/store/ecr_image_repository.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::size_t kMaxPage = 50;

json::object shown(const EcrImage& image) {
  json::object out{
      {"digest", image.digest}, {"mediaType", image.media_type}, {"size", image.manifest.size()}};
  if (!image.artifact_type.empty()) out["artifactType"] = image.artifact_type;
  const auto annotations = parse_json(image.annotations);
  if (annotations && annotations->is_object() && !annotations->get_object().empty())
    out["annotations"] = *annotations;
  return out;
}

}  // namespace

ApiResult<Reply> list_image_referrers(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto page, page_request(call, kMaxPage, kMaxPage));
  const json::object* subject = call.params.object("subjectId");
  const auto digest = oci::Digest::parse(subject ? text_at(*subject, "imageDigest") : "");
  if (digest.has_error()) return invalid_parameter_at("subjectId", digest.error().message);
  const json::object* filter = call.params.object("filter");
  const auto types = filter ? texts_at(*filter, "artifactTypes") : std::vector<std::string>{};
  json::object reply;
  json::array referrers;
  for (const EcrImage& image :
       call.store<EcrImageRepository>().referrers(repository_arn(repository), digest->text())) {
    if (image.digest <= page.after) continue;
    if (!types.empty() && std::find(types.begin(), types.end(), image.artifact_type) == types.end()) continue;
    if (referrers.size() == page.size) {
      reply["nextToken"] = page_token(text_at(referrers.back(), "digest"));
      break;
    }
    referrers.push_back(shown(image));
  }
  reply["referrers"] = std::move(referrers);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecr_service
