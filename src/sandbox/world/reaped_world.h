#pragma once
/// A world whose end the reaper sees to.
#include "sandbox/world/reaper.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// As make_world(). The reaper knows of the world before anything is in it.
/// @param reaper  outlives it
Task<Result<std::unique_ptr<World>>> make_reaped_world(net::EventLoop& loop, Reaper& reaper,
                                                       std::string files,
                                                       std::function<void(std::string)> on_line,
                                                       std::function<void()> on_end);

}  // namespace eni::sandbox::world
