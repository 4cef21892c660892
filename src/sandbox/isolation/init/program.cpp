#include "sandbox/isolation/init/program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/isolation/init/seccomp_filter.h"

namespace eni::sandbox::isolation::init {
namespace {

/// What root of a jail may do: as the owner of all its files and processes. Nothing that mounts, traces or configures.
constexpr unsigned kRootCapabilities[] = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID,
                                          CAP_KILL,  CAP_SETGID,       CAP_SETUID, CAP_NET_BIND_SERVICE};

/// V8 and glibc reserve more than they use: a bound for one leap between two looks at the memory (supervisor.h).
constexpr std::uint64_t kReservedMib = 1024;

bool limit(__rlimit_resource resource, std::uint64_t value) {
  rlimit now{};
  if (getrlimit(resource, &now) != 0) return false;
  // Above the machine's own limit is no reason to fail: that one holds, too.
  const rlim_t both = std::min<rlim_t>(value, now.rlim_max);
  const rlimit limits{both, both};
  return setrlimit(resource, &limits) == 0;
}

bool set_limits(const Limits& limits) {
  const std::uint64_t data =
      limits.memory_mib == 0 ? RLIM_INFINITY : (2 * limits.memory_mib + kReservedMib) << 20;
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, limits.open_files) &&
         limit(RLIMIT_FSIZE, limits.file_bytes) && limit(RLIMIT_NPROC, limits.processes) &&
         limit(RLIMIT_DATA, data) && limit(RLIMIT_MEMLOCK, 64 << 10) && limit(RLIMIT_MSGQUEUE, 0);
}

bool keep_capabilities(std::uint32_t user) {
  std::uint64_t kept = 0;
  if (user == 0)
    for (const unsigned capability : kRootCapabilities) kept |= 1ULL << capability;
  for (unsigned capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; ++capability)
    if ((kept >> capability & 1) == 0 && prctl(PR_CAPBSET_DROP, capability) != 0) return false;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{};
  for (std::size_t half = 0; half < sets.size(); ++half)
    sets[half].effective = sets[half].permitted = static_cast<std::uint32_t>(kept >> (32 * half));
  return syscall(SYS_capset, &header, sets.data()) == 0;
}

[[noreturn]] void become(const Layout& layout, const ProgramCommand& command, int failures) {
  begin_session();
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, STDIN_FILENO);
  if (chdir(command.directory.c_str()) != 0) give_up(failures);
  if (!set_limits(layout.limits) || !keep_capabilities(layout.user)) give_up(failures);
  // Capabilities come back with no setuid program, either.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !install_filter(layout)) give_up(failures);
  execute(command.argv, command.environment, failures);
}

}  // namespace

Started start_program(const Layout& layout, const ProgramCommand& command) {
  if (command.argv.empty()) return {-1, EINVAL};
  return start_child([&](int failures) { become(layout, command, failures); });
}

}  // namespace eni::sandbox::isolation::init
