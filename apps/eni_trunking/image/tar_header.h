#pragma once
/// Headers of tar archives, as POSIX has them. Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block".
#include <cstdint>
#include <string>

namespace eni::command {

inline constexpr std::size_t kTarBlock = 512;

enum class TarEntry {
  kFile,
  kProgram,  ///< a file that anybody may run
  kFolder,
};

/// What stands before an entry's bytes: a block, or three and more where the name or the size needs a pax header. The entry is
/// nobody's, of no time.
/// @param name  relative, with slashes; without one at the end
std::string tar_header(TarEntry entry, const std::string& name, std::uint64_t bytes);

/// The zero bytes behind an entry of that size.
std::string tar_padding(std::uint64_t bytes);

/// The end of an archive.
std::string tar_end();

}  // namespace eni::command
