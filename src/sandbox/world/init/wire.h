#pragma once
/// What the sandbox and the world's first process say to each other on the control socket; values as isolation/init/wire.h has them.
/// Every command has a number, its answer the same; answers come in the order of the commands.
#include "sandbox/isolation/init/wire.h"

namespace eni::sandbox::world {

/// Where the folder of files that the world was made with is seen in it.
inline constexpr const char* kWorldFiles = "/run/world";

}  // namespace eni::sandbox::world

namespace eni::sandbox::world::wire {

using isolation::wire::Reader;
using isolation::wire::Writer;

enum class Command : std::uint8_t {
  /// settings ("net/ipv4/ip_forward=1", below /proc/sys) -> descriptors: the namespace, its sockets for rtnetlink and nf_tables
  kMakeNetwork = 1,
  /// family, type, protocol, address (sockaddr; may be empty), backlog (0: not listening); a network -> the socket
  kMakeSocket,
  /// argv, environment, directory, number of control groups; descriptors: standard input, output, error, the groups' cgroup.procs, and a
  /// network if it is not the world's own -> pid in the world; later kExit
  kStart,
  /// pid in the world (below zero: all of its process group), signal -> nothing
  kSignal,
  /// layers, highest first, upper, work, target; paths below kWorldFiles -> nothing
  kMountOverlay,
  /// target -> nothing
  kUnmount,
  /// path -> pid in the world; later kExit, whose exit code is 0 or an errno
  kRemove,
  /// folder, target; paths below kWorldFiles -> nothing
  kBindFolder,
};

enum class Report : std::uint8_t {
  kReady = static_cast<std::uint8_t>(isolation::wire::Report::kReady),    ///< number of users inside
  kFailed = static_cast<std::uint8_t>(isolation::wire::Report::kFailed),  ///< text: there is no world
  kDone,  ///< number, errno (0: fine), what failed or "", a value; descriptors
  kExit,  ///< pid in the world, exit code, signal
};

static_assert(static_cast<int>(Report::kFailed) == 2, "the two above come first");

}  // namespace eni::sandbox::world::wire
