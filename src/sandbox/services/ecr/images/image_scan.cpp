/// StartImageScan, DescribeImageScanFindings.
#include "sandbox/services/ecr/images/image_scan.h"

#include "base/time_text.h"
#include "sandbox/services/ecr/images/image_id.h"
#include "sandbox/services/ecr/images/operations.h"
#include "sandbox/services/ecr/input.h"

namespace eni::sandbox::ecr_service {
namespace {

struct ScannedImage {
  NamedDocument repository;
  EcrImage image;
  ImageId id;
};

ApiResult<ScannedImage> image_of(const Call& call) {
  ENI_TRY(auto repository, required_repository(call));
  const json::object* given = call.params.object("imageId");
  const ImageId id = given ? ImageId::from_json(*given) : ImageId{};
  ENI_TRY(auto image, required_image(call, repository, id));
  ImageId full{image.digest, id.tag};
  return ScannedImage{std::move(repository), std::move(image), std::move(full)};
}

json::object reply_of(const ScannedImage& scanned) {
  json::object reply = named(scanned.repository);
  reply["imageId"] = scanned.id.to_json();
  reply["imageScanStatus"] = scan_status();
  return reply;
}

}  // namespace

json::object scan_status() {
  return {{"status", "FAILED"},
          {"description",
           "UnsupportedImageError: The sandbox has no database of vulnerabilities; nothing was scanned."}};
}

ApiResult<Reply> start_image_scan(Call& call) {
  ENI_TRY(const auto scanned, image_of(call));
  call.store<EcrImageRepository>().note_scan(repository_arn(scanned.repository), scanned.image.digest,
                                             epoch_millis(call.now()));
  return Reply{reply_of(scanned)};
}

/// @error  ScanNotFoundException
ApiResult<Reply> describe_image_scan_findings(Call& call) {
  ENI_TRY(const auto scanned, image_of(call));
  if (!scanned.image.scanned)
    return ApiError{"ScanNotFoundException", "Image scan does not exist for the image with digest '" +
                                                 scanned.image.digest + "' " +
                                                 in_repository(scanned.repository)};
  return Reply{reply_of(scanned)};
}

}  // namespace eni::sandbox::ecr_service
