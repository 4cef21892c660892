#pragma once
/// What RegisterContainerInstance is given, and the trunk that comes of it.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/container_instances/ec2_view.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "trunking/registration.h"

namespace eni::sandbox::ecs_service {

/// The instance identity document of EC2's metadata.
struct InstanceIdentity {
  std::string instance_id;
  std::string instance_type;
  std::string zone;
  std::string image_id;
};

/// @error  InvalidParameterException for no such document, or one of another account or Region. Signatures are not checked.
ApiResult<InstanceIdentity> read_identity(const Call& call);

/// A registration, read and checked.
struct Registration {
  InstanceIdentity identity;
  EcsResources resources;  ///< without interfaces
  std::vector<EcsHostPort> reserved_ports;
  EcsAttributes attributes;
  json::object version_info;
  std::string agent_version;
};

/// @error  InvalidParameterException
ApiResult<Registration> read_registration(const Call& call);

/// Reads the list `attributes` of a registration. @error  InvalidParameterException for a name or value that cannot be
ApiResult<EcsAttributes> read_attributes(const Call& call);

/// The attributes that ECS adds.
void add_ecs_attributes(EcsAttributes& attributes, const InstanceIdentity& identity, const Ec2View& view);

/// Whether the host gets a trunk, by all that ECS knows at this moment.
trunking::TrunkDecision decide_trunk(const Call& call, const Registration& registration, const Ec2View& view);

/// Slots for awsvpc tasks. 0 for a type that no source knows.
std::int64_t interface_slots(std::string_view instance_type, trunking::TrunkEnding ending);

}  // namespace eni::sandbox::ecs_service
