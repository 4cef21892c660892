#pragma once
/// How the machine's kernel can carry branches on a trunk.
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// How a trunk's frames carry their branch.
enum class Tagging {
  kVlan,      ///< by the kernel's 802.1Q
  kPrograms,  ///< by programs at both ends (tag_programs.h), as root
  kNone,      ///< not at all: neither is possible here; branches are told apart by their MACs
};

const char* to_text(Tagging tagging);

/// What the machine's kernel allows; found out by doing it.
Task<Result<Tagging>> find_tagging(World& world);

}  // namespace eni::sandbox::world
