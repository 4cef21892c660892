#pragma once
/// A client's connection to a TCP listener: it goes through to a target, byte by byte.
#include "sandbox/load_balancers/traffic/balancer.h"

namespace eni::sandbox::load_balancers {

/// Until the connection ends. A client for whom there is no target finds its connection closed.
/// @param balancer  outlives the task
/// @param listener  its ARN
Task<void> serve_tcp(Balancer& balancer, std::string listener, std::unique_ptr<Stream> client,
                     std::string client_address);

}  // namespace eni::sandbox::load_balancers
