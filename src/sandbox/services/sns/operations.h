#pragma once
/// Amazon SNS's operations, listed in operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::sns_service {

ApiResult<Reply> create_topic(Call& call);
ApiResult<Reply> delete_topic(Call& call);
ApiResult<Reply> get_topic_attributes(Call& call);
ApiResult<Reply> set_topic_attributes(Call& call);
ApiResult<Reply> list_topics(Call& call);

ApiResult<Reply> subscribe(Call& call);
ApiResult<Reply> unsubscribe(Call& call);
ApiResult<Reply> get_subscription_attributes(Call& call);
ApiResult<Reply> set_subscription_attributes(Call& call);
ApiResult<Reply> list_subscriptions(Call& call);
ApiResult<Reply> list_subscriptions_by_topic(Call& call);

Task<ApiResult<Reply>> publish(Call& call);

ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::sns_service
