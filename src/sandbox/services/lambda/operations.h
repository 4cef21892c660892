#pragma once
/// Lambda's operations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::lambda_service {

Task<ApiResult<Reply>> create_function(Call& call);
ApiResult<Reply> get_function(Call& call);
ApiResult<Reply> get_function_configuration(Call& call);
Task<ApiResult<Reply>> update_function_code(Call& call);
Task<ApiResult<Reply>> update_function_configuration(Call& call);
ApiResult<Reply> delete_function(Call& call);
ApiResult<Reply> list_functions(Call& call);
ApiResult<Reply> list_versions_by_function(Call& call);
ApiResult<Reply> publish_version(Call& call);
ApiResult<Reply> create_alias(Call& call);
ApiResult<Reply> get_alias(Call& call);
ApiResult<Reply> update_alias(Call& call);
ApiResult<Reply> delete_alias(Call& call);
ApiResult<Reply> list_aliases(Call& call);
Task<ApiResult<Reply>> publish_layer_version(Call& call);
ApiResult<Reply> get_layer_version(Call& call);
ApiResult<Reply> get_layer_version_by_arn(Call& call);
ApiResult<Reply> list_layers(Call& call);
ApiResult<Reply> list_layer_versions(Call& call);
ApiResult<Reply> delete_layer_version(Call& call);
ApiResult<Reply> add_layer_version_permission(Call& call);
ApiResult<Reply> remove_layer_version_permission(Call& call);
ApiResult<Reply> get_layer_version_policy(Call& call);
Task<ApiResult<Reply>> invoke(Call& call);
ApiResult<Reply> add_permission(Call& call);
ApiResult<Reply> remove_permission(Call& call);
ApiResult<Reply> get_policy(Call& call);
ApiResult<Reply> put_function_event_invoke_config(Call& call);
ApiResult<Reply> update_function_event_invoke_config(Call& call);
ApiResult<Reply> get_function_event_invoke_config(Call& call);
ApiResult<Reply> delete_function_event_invoke_config(Call& call);
ApiResult<Reply> list_function_event_invoke_configs(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);
ApiResult<Reply> list_tags(Call& call);
ApiResult<Reply> get_function_concurrency(Call& call);
ApiResult<Reply> put_function_concurrency(Call& call);
ApiResult<Reply> delete_function_concurrency(Call& call);
ApiResult<Reply> get_function_code_signing_config(Call& call);
ApiResult<Reply> get_account_settings(Call& call);

}  // namespace eni::sandbox::lambda_service
