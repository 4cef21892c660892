#pragma once
/// What the sandbox says to its reaper, on a socket of kind SOCK_SEQPACKET that is the reaper's standard input; values as isolation/init/wire.h
/// has them. Every request has a number, first, and is answered in its turn: the number, and 0 or an errno. The socket's end is the
/// sandbox's: then the reaper takes away what it was told of.
#include "sandbox/isolation/init/wire.h"

namespace eni::sandbox::world::reaper {

using isolation::wire::Reader;
using isolation::wire::Writer;

enum class Request : std::uint8_t {
  /// pid of the sandbox, the groups in which it makes its own
  kGroups = 1,
  /// a file to lock, a folder, names in it that stay; waits for another reaper that has the lock
  kFolder,
  /// a folder that goes as a whole
  kTree,
  /// a pidfd beside it: with that process all ends that is in the world
  kWorld,
};

enum class Report : std::uint8_t { kDone = 1 };

}  // namespace eni::sandbox::world::reaper
