#pragma once
/// The trunk interface of a container instance: made, attached and taken away in EC2 as ECS's service-linked role. Each
/// step can be taken again: after a restart nobody knows whether EC2 has heard of it.
#include <optional>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// Whose trunk, and where.
struct TrunkPlace {
  aws::AccountId account;
  aws::Region region;
  std::string instance_id;
  std::string subnet_id;
  std::string attachment_id;   ///< ECS's own, a UUID: EC2's client token
  std::string attachment_arn;  ///< the interface's description
};

struct TrunkInterface {
  std::string id;  ///< "eni-…"
  std::string mac_address;
};

/// In the VPC's default security group. The same one when called again.
/// @error  EC2's
Task<ApiResult<TrunkInterface>> create_trunk_interface(Environment& env, TrunkPlace place);

/// @return  EC2's attachment id. @error  EC2's
Task<ApiResult<std::string>> attach_trunk_interface(Environment& env, TrunkPlace place,
                                                    std::string interface_id);

/// Detaches and deletes it. One that is gone is no error.
/// @error  EC2's: there are branches on it yet
Task<ApiResult<void>> remove_trunk_interface(Environment& env, TrunkPlace place, std::string interface_id);

}  // namespace eni::sandbox::ecs_service
