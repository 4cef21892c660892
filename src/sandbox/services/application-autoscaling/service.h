#pragma once
/// Application Auto Scaling, of ECS services: the desired count of a scalable target follows policies and schedules.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::application_autoscaling_service {

extern const Service kService;

}  // namespace eni::sandbox::application_autoscaling_service
