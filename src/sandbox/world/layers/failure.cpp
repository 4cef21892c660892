#include "sandbox/world/layers/failure.h"

#include <cerrno>
#include <cstring>

#include "base/excerpt.h"
#include "base/text.h"

namespace eni::sandbox::world::layers {
namespace {

LayerFault fault_of(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return LayerFault::kNoSpace;
    case ELOOP:
    case ENOENT:
    case ENOTDIR:
      return LayerFault::kPath;
    case ENAMETOOLONG:  // Names beyond 255 bytes, mostly; paths are bounded before.
    case EMLINK:
    case ENOSYS:
    case EOPNOTSUPP:
      return LayerFault::kUnsupported;
    case EFBIG:
    case ENOMEM:
      return LayerFault::kLimit;
    default:
      return LayerFault::kInputOutput;
  }
}

}  // namespace

Failure system_failure(std::string_view what, int error) {
  return {fault_of(error), std::string(what) + ": " + std::strerror(error), error};
}

Failure limit_failure(std::string_view what, unsigned long long limit) {
  return {LayerFault::kLimit, "more than " + std::to_string(limit) + " " + std::string(what)};
}

std::string printable(std::string_view name) {
  std::string shown;
  for (const char c : to_valid_utf8(name.substr(0, 1024))) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    shown += is_control ? "\\x" + hex({&c, 1}) : std::string(1, c);
  }
  return excerpt(shown);
}

}  // namespace eni::sandbox::world::layers
