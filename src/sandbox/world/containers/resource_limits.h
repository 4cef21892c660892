#pragma once
/// What a container's limits can be on this machine: only the machine's root may raise those that this process has, and nothing in
/// the world is that.
#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/world/containers/container.h"

namespace eni::sandbox::world {

struct LoweredLimit {
  std::string name;
  std::uint64_t asked = 0;
  std::uint64_t given = 0;
};

/// Lowers those that the kernel would refuse. One with a name that no limit has stays.
/// @return  what was asked for and what there is, for those that were
std::vector<LoweredLimit> lower_to_machine(std::vector<ResourceLimit>& limits);

}  // namespace eni::sandbox::world
