#include "sandbox/isolation/init/channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>

#include "net/write_all.h"

namespace eni::sandbox::isolation {
namespace {

/// MFD_EXEC, which newer headers know: machines with vm.memfd_noexec want to be told, kernels before 6.3 do not know it.
constexpr unsigned kExecutable = 0x10;

}  // namespace

int make_memfd(std::string_view bytes, Content content) {
  const unsigned wanted = content == Content::kProgram ? kExecutable : 0U;
  int descriptor = memfd_create("eni-trunking", MFD_CLOEXEC | wanted);
  if (descriptor < 0 && errno == EINVAL) descriptor = memfd_create("eni-trunking", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  if (const int error = net::write_all(descriptor, bytes); error != 0) {
    close(descriptor);
    errno = error;
    return -1;
  }
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

std::string read_descriptor(int descriptor, std::size_t max) {
  std::string bytes;
  std::array<char, 16 * 1024> buffer;
  off_t at = 0;
  while (bytes.size() < max) {
    const ssize_t size = pread(descriptor, buffer.data(), std::min(buffer.size(), max - bytes.size()), at);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    bytes.append(buffer.data(), static_cast<std::size_t>(size));
    at += size;
  }
  return bytes;
}

}  // namespace eni::sandbox::isolation
