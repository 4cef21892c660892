#pragma once
/// CloudWatch Logs' operations, listed in operations.cpp. Each file changes the store and replies, nothing
/// else.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::logs_service {

ApiResult<Reply> create_log_group(Call& call);
ApiResult<Reply> delete_log_group(Call& call);
ApiResult<Reply> describe_log_groups(Call& call);
ApiResult<Reply> put_retention_policy(Call& call);
ApiResult<Reply> delete_retention_policy(Call& call);
ApiResult<Reply> put_resource_policy(Call& call);
ApiResult<Reply> delete_resource_policy(Call& call);
ApiResult<Reply> describe_resource_policies(Call& call);
ApiResult<Reply> create_log_stream(Call& call);
ApiResult<Reply> delete_log_stream(Call& call);
ApiResult<Reply> describe_log_streams(Call& call);
ApiResult<Reply> put_log_events(Call& call);
ApiResult<Reply> get_log_events(Call& call);
ApiResult<Reply> filter_log_events(Call& call);
ApiResult<Reply> tag_log_group(Call& call);
ApiResult<Reply> untag_log_group(Call& call);
ApiResult<Reply> list_tags_log_group(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);
ApiResult<Reply> list_tags_for_resource(Call& call);

}  // namespace eni::sandbox::logs_service
