#pragma once
/// A pipe, both ends of which are closed with their owners and in programs that are started.
#include <array>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

#include "net/descriptor.h"

namespace eni::net {

struct Pipe {
  Descriptor reader;
  Descriptor writer;
};

/// @param flags  O_NONBLOCK for ends that do not block
/// @return       nothing if there are no descriptors left; errno says why
inline std::optional<Pipe> make_pipe(int flags = 0) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | flags) != 0) return std::nullopt;
  return Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

}  // namespace eni::net
