#pragma once
/// Operations on metrics.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::monitoring_service {

ApiResult<Reply> put_metric_data(Call& call);
ApiResult<Reply> get_metric_data(Call& call);
ApiResult<Reply> get_metric_statistics(Call& call);
ApiResult<Reply> list_metrics(Call& call);

}  // namespace eni::sandbox::monitoring_service
