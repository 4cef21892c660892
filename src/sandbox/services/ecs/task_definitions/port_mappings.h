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

#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::ecs_service {

/// Checks the list portMappings of a container, and fills in hostPort and protocol.
aws::ApiResult<void> read_port_mappings(json::object& container, const std::string& network_mode);

/// No two containers may have the same port of the host, or of the task's own interface.
aws::ApiResult<void> check_host_ports(const json::array& containers);

}  // namespace eni::sandbox::ecs_service
