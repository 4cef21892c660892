#pragma once
/// The network interfaces that ECS makes, trunks of hosts and those of tasks: made, attached and taken away in EC2 as ECS's
/// service-linked role. Each step can be taken again: after a restart nobody knows whether EC2 has heard of it.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox::ecs_service {

/// Whose interface, and where.
struct InterfacePlace {
  aws::AccountId account;
  aws::Region region;
  std::string instance_id;
  std::string subnet_id;
  std::string attachment_id;   ///< ECS's own, a UUID: EC2's client token
  std::string attachment_arn;  ///< the interface's description
};

InterfacePlace interface_place(const EcsCluster& cluster, const EcsContainerInstance& host,
                               std::string subnet_id, std::string attachment_id);

/// EC2 as the service-linked role. @error  EC2's
Task<ApiResult<json::object>> call_ec2_for(Environment& env, const InterfacePlace& place,
                                           std::string operation, json::object params);

/// The same one when called again.
/// @param params  of CreateNetworkInterface, beside those that the place says
/// @return  NetworkInterface as EC2 shows it. @error  EC2's
Task<ApiResult<json::object>> create_interface(Environment& env, InterfacePlace place, json::object params);

/// Attaches it to the host, at the lowest device index that is free.
/// @return  EC2's attachment id. @error  EC2's
Task<ApiResult<std::string>> attach_interface(Environment& env, InterfacePlace place,
                                              std::string interface_id);

/// What an interface hangs on, as far as is known.
struct InterfaceUse {
  std::string trunk_association;  ///< of a branch; else ""
  bool on_instance = false;       ///< perhaps attached to an instance
};

/// Detaches and deletes it, again and again for about ten minutes while EC2 refuses: a trunk has branches yet, detaching takes a
/// moment. What is gone is no error.
/// @error  EC2's last; the interface stays where it is
Task<ApiResult<void>> remove_interface(Environment& env, InterfacePlace place, std::string interface_id,
                                       InterfaceUse use);

}  // namespace eni::sandbox::ecs_service
