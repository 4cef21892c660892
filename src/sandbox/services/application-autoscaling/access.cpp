#include "sandbox/services/application-autoscaling/access.h"

#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/application-autoscaling/input.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

void add_target(Access& access, const ScalableTarget& target) {
  access.resources = {text_at(target.document, "ScalableTargetARN")};
  append_resource_tags(access.context, object_at(target.document, "_tags"));
}

}  // namespace

Access target_access(const Call& call) {
  Access access{{call.arn("application-autoscaling", "scalable-target/*")}};
  const auto target = call.store<ApplicationAutoScalingRepository>().find(
      call.account().value, call.region.value, call.params.text_or("ResourceId", ""));
  if (target) add_target(access, *target);
  for (const auto& [member, key] :
       {std::pair{"ServiceNamespace", "application-autoscaling:service-namespace"},
        std::pair{"ScalableDimension", "application-autoscaling:scalable-dimension"}})
    if (const auto value = call.params.text(member)) access.context.emplace_back(key, *value);
  append_request_tags(access.context, call);
  return access;
}

Access tagged_access(const Call& call) {
  const std::string arn = call.params.text_or("ResourceARN", "*");
  Access access{{arn}};
  if (const auto target = find_target_of_arn(call, arn)) add_target(access, *target);
  append_request_tags(access.context, call);
  return access;
}

}  // namespace eni::sandbox::application_autoscaling_service
