#pragma once
/// Port mappings, by network mode.
/// Source: Amazon ECS API Reference, PortMapping.
///
/// | networkMode  | hostPort                                                              |
/// |--------------|-----------------------------------------------------------------------|
/// | awsvpc, host | the containerPort, given or not                                       |
/// | bridge       | any; 0 or none: the host chooses one for each task                    |
/// | none         | there are no mappings                                                 |
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// The list portMappings of a container, with hostPort and protocol filled in.
ApiResult<json::array> read_port_mappings(const json::object& given, const std::string& container,
                                          const std::string& network_mode);

/// No two containers may have the same port of the host, or of the task's own interface.
ApiResult<void> check_host_ports(const json::array& containers);

}  // namespace eni::sandbox::ecs_service
