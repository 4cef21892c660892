#pragma once
/// Operations on alarms.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::monitoring_service {

ApiResult<Reply> put_metric_alarm(Call& call);
ApiResult<Reply> describe_alarms(Call& call);
ApiResult<Reply> describe_alarms_for_metric(Call& call);
ApiResult<Reply> describe_alarm_history(Call& call);
ApiResult<Reply> set_alarm_state(Call& call);
ApiResult<Reply> enable_alarm_actions(Call& call);
ApiResult<Reply> disable_alarm_actions(Call& call);
ApiResult<Reply> delete_alarms(Call& call);
ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::monitoring_service
