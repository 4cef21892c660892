#pragma once
/// The operations on layers, listed in ecr/operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

ApiResult<Reply> batch_check_layer_availability(Call& call);
ApiResult<Reply> initiate_layer_upload(Call& call);
ApiResult<Reply> upload_layer_part(Call& call);
ApiResult<Reply> complete_layer_upload(Call& call);
ApiResult<Reply> get_download_url_for_layer(Call& call);

}  // namespace eni::sandbox::ecr_service
