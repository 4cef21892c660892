#pragma once
/// Parameter Store's operations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ssm_service {

ApiResult<Reply> put_parameter(Call& call);
ApiResult<Reply> get_parameter(Call& call);
ApiResult<Reply> get_parameters(Call& call);
ApiResult<Reply> get_parameters_by_path(Call& call);
ApiResult<Reply> get_parameter_history(Call& call);
ApiResult<Reply> describe_parameters(Call& call);
ApiResult<Reply> delete_parameter(Call& call);
ApiResult<Reply> delete_parameters(Call& call);
ApiResult<Reply> label_parameter_version(Call& call);
ApiResult<Reply> unlabel_parameter_version(Call& call);
ApiResult<Reply> add_tags_to_resource(Call& call);
ApiResult<Reply> remove_tags_from_resource(Call& call);
ApiResult<Reply> list_tags_for_resource(Call& call);

}  // namespace eni::sandbox::ssm_service
