#pragma once
/// Writing all of some bytes to a file, a pipe or a socket that blocks.
#include <cerrno>
#include <string_view>
#include <unistd.h>

namespace eni::net {

/// @return  0, or errno of the write that failed; what was written before it stays
inline int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(descriptor, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size < 0 ? errno : EIO;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return 0;
}

}  // namespace eni::net
