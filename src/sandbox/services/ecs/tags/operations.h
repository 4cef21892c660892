#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::ecs_service
