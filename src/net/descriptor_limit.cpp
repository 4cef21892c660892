#include "net/descriptor_limit.h"

#include <string>
#include <sys/resource.h>

namespace eni::net {
namespace {

/// Twice the numbers below which nothing that programs inherit is kept (child_process.cpp, program_in_memory.cpp).
constexpr std::size_t kNeeded = 256;
constexpr std::size_t kUsual = 1024;

}  // namespace

std::size_t descriptor_limit() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : kUsual;
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

Result<void> check_descriptor_limit() {
  const std::size_t allowed = descriptor_limit();
  if (allowed >= kNeeded) return {};
  return Error{
      "only " + std::to_string(allowed) +
          " descriptors are allowed here (ulimit -n), and to run programs takes " + std::to_string(kNeeded),
      "sudo prlimit --pid $$ --nofile=" + std::to_string(kUsual) + " in this shell, then start it again"};
}

}  // namespace eni::net
