#pragma once
/// Amazon EventBridge's operations, listed in operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::events_service {

ApiResult<Reply> put_rule(Call& call);
ApiResult<Reply> describe_rule(Call& call);
ApiResult<Reply> delete_rule(Call& call);
ApiResult<Reply> list_rules(Call& call);
ApiResult<Reply> enable_rule(Call& call);
ApiResult<Reply> disable_rule(Call& call);

ApiResult<Reply> put_targets(Call& call);
ApiResult<Reply> remove_targets(Call& call);
ApiResult<Reply> list_targets_by_rule(Call& call);
ApiResult<Reply> list_rule_names_by_target(Call& call);

Task<ApiResult<Reply>> put_events(Call& call);
ApiResult<Reply> test_event_pattern(Call& call);

ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::events_service
