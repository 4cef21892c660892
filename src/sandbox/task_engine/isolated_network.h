#pragma once
/// A network with a loopback alone, as Docker gives it to containers of the network mode none, and to those whose networking is disabled.
#include "sandbox/world/world.h"

namespace eni::sandbox::task_engine {

Task<Result<world::Network>> make_isolated_network(world::World& world);

}  // namespace eni::sandbox::task_engine
