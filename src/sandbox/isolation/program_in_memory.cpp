#include "sandbox/isolation/program_in_memory.h"

#include <fcntl.h>

#include "sandbox/isolation/init/channel.h"

namespace eni::sandbox::isolation {
namespace {

/// Above the numbers at which children are given what they inherit.
constexpr int kAboveInherited = 128;

}  // namespace

// For as long as this process lives: children may start it at any time.
ProgramInMemory::ProgramInMemory(std::string_view bytes) {
  const net::Descriptor file{make_memfd(bytes, Content::kProgram)};
  path_ = "/proc/self/fd/" + std::to_string(fcntl(file.get(), F_DUPFD_CLOEXEC, kAboveInherited));
}

}  // namespace eni::sandbox::isolation
