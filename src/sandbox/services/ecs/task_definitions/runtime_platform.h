#pragma once
/// The hosts that can run what a task definition's runtimePlatform names.
///
/// | runtimePlatform                        | attribute of the host           |
/// |----------------------------------------|---------------------------------|
/// | cpuArchitecture X86_64, ARM64          | ecs.cpu-architecture x86_64, …  |
/// | operatingSystemFamily LINUX            | ecs.os-type linux               |
/// | operatingSystemFamily WINDOWS_SERVER_… | ecs.os-type windows             |
///
/// Source: the Amazon ECS Developer Guide has these attributes for placement. That ECS asks for them by itself is inferred:
/// a container of another platform could not run.
#include <vector>

#include "base/json.h"
#include "placement/host.h"

namespace eni::sandbox::ecs_service {

/// None for a task definition that names no platform. They are not among its requiresAttributes.
std::vector<placement::Attribute> platform_attributes(const json::object& definition);

}  // namespace eni::sandbox::ecs_service
