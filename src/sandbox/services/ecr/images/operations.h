#pragma once
/// The operations on images, listed in ecr/operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

ApiResult<Reply> put_image(Call& call);
ApiResult<Reply> batch_get_image(Call& call);
ApiResult<Reply> batch_delete_image(Call& call);
ApiResult<Reply> describe_images(Call& call);
ApiResult<Reply> list_images(Call& call);
ApiResult<Reply> list_image_referrers(Call& call);
ApiResult<Reply> start_image_scan(Call& call);
ApiResult<Reply> describe_image_scan_findings(Call& call);

}  // namespace eni::sandbox::ecr_service
