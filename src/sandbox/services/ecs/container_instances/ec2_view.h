#pragma once
/// What ECS knows of the EC2 instance behind a container instance.
#include <optional>
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox::ecs_service {

struct Ec2View {
  std::string state;        ///< "running"
  std::string launch_time;  ///< of its last start
  std::string image_id;
  std::string zone;
  std::string vpc_id;
  std::string subnet_id;  ///< of the primary interface
  bool is_windows = false;
  std::string auto_scaling_group;  ///< "" if it is of none
  bool is_ecs_managed = false;     ///< has the tag AmazonECSManaged
  bool resource_name_dns_a_record = false;
  std::vector<int> device_indexes;  ///< of all its interfaces

  // What view_subnet() adds.
  std::optional<bool> subnet_is_shared;
  std::optional<int> free_ipv4_addresses;
};

/// Asks EC2 in ECS's own name.
/// @return  nothing if EC2 has no such instance
/// @error   EC2's, any other
Task<ApiResult<std::optional<Ec2View>>> view_instance(Environment& env, aws::AccountId account,
                                                      aws::Region region, std::string instance_id);

/// @return  the view, with what EC2 says of the subnet. @error  EC2's
Task<ApiResult<Ec2View>> view_subnet(Environment& env, aws::AccountId account, aws::Region region,
                                     Ec2View view);

/// Whether the EC2 instance has been off since the container instance's agent registered.
bool has_started_anew(const EcsContainerInstance& instance, const Ec2View& view);

/// The lowest device index that no interface has.
int free_device_index(const Ec2View& view);

}  // namespace eni::sandbox::ecs_service
