#pragma once
/// What is behind targets, as EC2 tells it to the service-linked role.
#include "sandbox/services/elasticloadbalancing/input.h"
#include "sandbox/services/elasticloadbalancing/targets/target_health.h"

namespace eni::sandbox::elb_service {

struct BackendView {
  Backend backend = Backend::kRunning;
  std::string zone;          ///< where it is; "" if not known
  std::string instance;      ///< of EC2, that runs it; "" if there is none
  std::string address = {};  ///< where it is reached; "" if not known
};

/// @error  EC2's, other than that there is no such thing
Task<ApiResult<BackendView>> view_backend(Environment& env, ElbTargetGroup group, std::string id);

}  // namespace eni::sandbox::elb_service
