/// DescribeImages and ListImages.
#include <algorithm>

#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ecr/images/image_id.h"
#include "sandbox/services/ecr/images/image_scan.h"
#include "sandbox/services/ecr/images/operations.h"
#include "sandbox/services/ecr/images/tag_pages.h"
#include "sandbox/services/ecr/input.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::size_t kDefaultPage = 100;
constexpr long long kMaxPage = 1000;

/// Whether an image with so many tags is asked for.
class TagFilter {
 public:
  explicit TagFilter(const Call& call) {
    if (const json::object* filter = call.params.object("filter")) status_ = text_at(*filter, "tagStatus");
  }
  bool takes_tagged() const { return status_ != "UNTAGGED"; }
  bool takes_untagged() const { return status_ != "TAGGED"; }

 private:
  std::string status_;
};

/// Of an index the largest of its images. Source: Amazon ECR API Reference, ImageDetail.
std::int64_t size_of(EcrImageRepository& images, const std::string& arn, const EcrImage& image) {
  std::int64_t size = image.layer_bytes;
  for (const EcrImagePart& part : images.parts_of(arn, image.digest)) {
    const auto child = part.is_image ? images.find(arn, part.digest) : std::nullopt;
    if (child) size = std::max(size, child->layer_bytes);
  }
  return size;
}

json::object detail(const Call& call, const NamedDocument& repository, const EcrImage& image,
                    const std::vector<std::string>& tags) {
  auto& images = call.store<EcrImageRepository>();
  json::object out = named(repository);
  out["imageDigest"] = image.digest;
  if (!tags.empty()) out["imageTags"] = json::array(tags.begin(), tags.end());
  out["imageSizeInBytes"] = size_of(images, repository_arn(repository), image);
  out["imagePushedAt"] = static_cast<double>(image.pushed) / 1000;
  out["imageManifestMediaType"] = image.media_type;
  if (!image.artifact_type.empty()) out["artifactMediaType"] = image.artifact_type;
  if (image.pulled) out["lastRecordedPullTime"] = static_cast<double>(*image.pulled) / 1000;
  if (!image.subject.empty()) out["subjectManifestDigest"] = image.subject;
  if (image.scanned) out["imageScanStatus"] = scan_status();
  return out;
}

ApiResult<json::array> details_of(const Call& call, const NamedDocument& repository,
                                  const std::vector<json::object>& ids) {
  json::array details;
  for (const json::object& id : ids) {
    ENI_TRY(const auto image, required_image(call, repository, ImageId::from_json(id)));
    details.push_back(
        detail(call, repository, image,
               call.store<EcrImageRepository>().tags_of(repository_arn(repository), image.digest)));
  }
  return details;
}

}  // namespace

ApiResult<Reply> describe_images(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto page, page_request(call, kDefaultPage, kMaxPage));
  ENI_TRY(const auto ids, call.params.objects("imageIds"));
  if (!ids.empty()) {
    ENI_TRY(auto details, details_of(call, repository, ids));
    return Reply{json::object{{"imageDetails", std::move(details)}}};
  }
  const TagFilter filter{call};
  auto& images = call.store<EcrImageRepository>();
  const std::string arn = repository_arn(repository);
  json::array details;
  json::object reply;
  for (const EcrImage& image : images.list(arn, page.after)) {
    const auto tags = images.tags_of(arn, image.digest);
    if (!(tags.empty() ? filter.takes_untagged() : filter.takes_tagged())) continue;
    if (details.size() == page.size) {
      reply["nextToken"] = page_token(text_at(details.back(), "imageDigest"));
      break;
    }
    details.push_back(detail(call, repository, image, tags));
  }
  reply["imageDetails"] = std::move(details);
  return Reply{std::move(reply)};
}

/// First the tags in their order, then the images without one in the order of their digests.
ApiResult<Reply> list_images(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto page, page_request(call, kDefaultPage, kMaxPage));
  const TagFilter filter{call};
  auto& images = call.store<EcrImageRepository>();
  const std::string arn = repository_arn(repository);
  const ListPlace after = ListPlace::of_token(page.after);
  std::vector<ImageId> ids;
  const auto is_full = [&] { return ids.size() > page.size; };
  if (filter.takes_tagged() && after.digest.empty())
    for (const std::string& tag : images.tags(arn, after.tag, static_cast<std::int64_t>(page.size) + 1))
      ids.push_back({images.find_tag(arn, tag).value_or(""), tag});
  if (filter.takes_untagged() && !is_full())
    for (const EcrImage& image : images.list(arn, after.digest))
      if (!is_full() && images.tags_of(arn, image.digest).empty()) ids.push_back({image.digest, ""});
  json::object reply;
  if (is_full()) {
    ids.pop_back();
    reply["nextToken"] = page_token(ListPlace::of(ids.back().digest, ids.back().tag).token());
  }
  json::array shown;
  for (const ImageId& id : ids) shown.push_back(id.to_json());
  reply["imageIds"] = std::move(shown);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecr_service
