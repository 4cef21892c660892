#include "sandbox/isolation/init/seccomp_filter.h"

#include <cerrno>
#include <cstddef>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/spec.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)  // Linux 5.19
#endif

namespace eni::sandbox::isolation::init {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

/// Calls of the x32 ABI have this bit; on arm64 no call has.
constexpr std::uint32_t kOtherAbi = 0x40000000;

/// Keys are no namespace's; the others look into the kernel.
constexpr std::uint32_t kRefused[] = {SYS_add_key, SYS_request_key,     SYS_keyctl,     SYS_io_uring_setup,
                                      SYS_bpf,     SYS_perf_event_open, SYS_userfaultfd};
/// Memory that belongs to no process, so that nobody would count it.
constexpr std::uint32_t kUncounted[] = {SYS_memfd_create, SYS_memfd_secret, SYS_shmget};

using Program = std::vector<sock_filter>;

void add(Program& program, unsigned code, std::uint32_t value, unsigned jump_true = 0,
         unsigned jump_false = 0) {
  program.push_back({static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(jump_true),
                     static_cast<std::uint8_t>(jump_false), value});
}

void answer_if(Program& program, unsigned comparison, std::uint32_t value, std::uint32_t action) {
  add(program, BPF_JMP | comparison | BPF_K, value, 0, 1);
  add(program, BPF_RET | BPF_K, action);
}

/// Connecting by sending (TCP fast open), which nobody would look at. Programs that want it then connect.
struct Sending {
  std::uint32_t call;
  std::size_t flags;  ///< where they are in its arguments
};
constexpr Sending kSending[] = {{SYS_sendto, 3}, {SYS_sendmsg, 2}, {SYS_sendmmsg, 3}};

void refuse_fast_open(Program& program) {
  for (const auto& [call, flags] : kSending) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
    // The lower half of an argument comes first on both architectures.
    add(program, BPF_LD | BPF_W | BPF_ABS,
        static_cast<std::uint32_t>(offsetof(seccomp_data, args) + flags * sizeof(std::uint64_t)));
    answer_if(program, BPF_JSET, MSG_FASTOPEN, SECCOMP_RET_ERRNO | EOPNOTSUPP);
    add(program, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  }
}

/// Sockets of other families, such as those to a hypervisor, belong to no network namespace. The last check of a program.
void refuse_other_families(Program& program) {
  add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 1, 0);
  add(program, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  add(program, BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0]));
  for (const std::uint32_t family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK})
    answer_if(program, BPF_JEQ, family, SECCOMP_RET_ALLOW);
  add(program, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT);
}

Program program_for(const Layout& layout) {
  Program program;
  add(program, BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
  add(program, BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
  add(program, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
  add(program, BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
  answer_if(program, BPF_JGE, kOtherAbi, SECCOMP_RET_ERRNO | ENOSYS);
  for (const std::uint32_t call : kRefused) answer_if(program, BPF_JEQ, call, SECCOMP_RET_ERRNO | EPERM);
  if (layout.limits.memory_mib > 0)
    for (const std::uint32_t call : kUncounted) answer_if(program, BPF_JEQ, call, SECCOMP_RET_ERRNO | ENOSYS);
  if (layout.egress == Layout::Egress::kBrokered) {
    for (const std::uint32_t call : {SYS_connect, SYS_listen})
      answer_if(program, BPF_JEQ, call, SECCOMP_RET_USER_NOTIF);
    refuse_fast_open(program);
  }
  refuse_other_families(program);
  return program;
}

int install(const sock_fprog& program, unsigned long flags) {
  return static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program));
}

}  // namespace

bool install_filter(const Layout& layout) {
  Program code = program_for(layout);
  const sock_fprog program{static_cast<std::uint16_t>(code.size()), code.data()};
  if (layout.egress == Layout::Egress::kNone) return install(program, 0) == 0;
  // Where signals may interrupt the wait, a connect() is announced twice; old kernels know no better.
  int announcements =
      install(program, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
  if (announcements < 0 && errno == EINVAL)
    announcements = install(program, SECCOMP_FILTER_FLAG_NEW_LISTENER);
  if (announcements < 0) return false;
  errno = send_message(kControl, wire::Writer{wire::Report::kConnections}.bytes(), {announcements});
  close(announcements);
  return errno == 0;
}

}  // namespace eni::sandbox::isolation::init
