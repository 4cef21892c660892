#include "sandbox/isolation/init_program.h"

#include <fcntl.h>
#include <string_view>

#include "sandbox/isolation/init/channel.h"

// As an array of bytes in a source it would take the compiler a minute.
asm(".section .rodata\n"
    ".balign 16\n"
    "eni_jail_init_begin:\n"
    ".incbin \"" ENI_JAIL_INIT
    "\"\n"
    "eni_jail_init_end:\n"
    ".previous\n");

extern const char kBegin[] __asm__("eni_jail_init_begin");
extern const char kEnd[] __asm__("eni_jail_init_end");

namespace eni::sandbox::isolation {
namespace {

constexpr int kAboveInherited = 128;

}  // namespace

const std::string& init_program_path() {
  // Above the numbers at which children are given what they inherit.
  static const int descriptor =
      fcntl(make_memfd({kBegin, static_cast<std::size_t>(kEnd - kBegin)}), F_DUPFD_CLOEXEC, kAboveInherited);
  static const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  return path;
}

}  // namespace eni::sandbox::isolation
