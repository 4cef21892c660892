/// ModifyTargetGroup, DeleteTargetGroup.
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/target_groups/health_check.h"
#include "sandbox/services/elasticloadbalancing/target_groups/operations.h"
#include "sandbox/services/elasticloadbalancing/target_groups/target_group_value.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> modify_target_group(Call& call) {
  ENI_TRY(ElbTargetGroup group, find_target_group(call, call.params.text_or("TargetGroupArn", "")));
  ENI_CHECK(change_health_check(call, group.document));
  target_repository(call).update(group);
  engine_of(call.env).targets().consider(group.number);
  engine_of(call.env).traffic().consider(group.number);
  return reply_with(call, group);
}

/// One that is not there is no error.
ApiResult<Reply> delete_target_group(Call& call) {
  const std::string arn = call.params.text_or("TargetGroupArn", "");
  ENI_CHECK(check_arn(call, "targetgroup", arn));
  const auto group = target_repository(call).find_group(arn);
  if (!group) return Reply{};
  if (!repository(call).load_balancers_of(group->number).empty())
    return ApiError{"ResourceInUse",
                    "Target group '" + arn + "' is currently in use by a listener or a rule"};
  repository(call).remove_tags(arn);
  target_repository(call).remove(*group);
  return Reply{};
}

}  // namespace eni::sandbox::elb_service
