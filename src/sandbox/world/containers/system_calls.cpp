#include "sandbox/world/containers/system_calls.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <linux/sched.h>
#include <sys/socket.h>

namespace eni::sandbox::world {
namespace {

/// For the whole machine, or doors: the kernel's keys, its programs and rings, memory of other processes, namespaces, mounts.
/// Source: what Docker's default profile leaves out (docs, "Seccomp security profiles for Docker").
constexpr const char* kRefused[] = {"acct",
                                    "add_key",
                                    "bpf",
                                    "clock_adjtime",
                                    "clock_settime",
                                    "create_module",
                                    "delete_module",
                                    "finit_module",
                                    "fsconfig",
                                    "fsmount",
                                    "fsopen",
                                    "fspick",
                                    "get_kernel_syms",
                                    "get_mempolicy",
                                    "init_module",
                                    "io_uring_enter",
                                    "io_uring_register",
                                    "io_uring_setup",
                                    "ioperm",
                                    "iopl",
                                    "kcmp",
                                    "kexec_file_load",
                                    "kexec_load",
                                    "keyctl",
                                    "lookup_dcookie",
                                    "mbind",
                                    "mount",
                                    "mount_setattr",
                                    "move_mount",
                                    "move_pages",
                                    "nfsservctl",
                                    "open_by_handle_at",
                                    "open_tree",
                                    "perf_event_open",
                                    "pidfd_getfd",
                                    "pivot_root",
                                    "process_vm_readv",
                                    "process_vm_writev",
                                    "query_module",
                                    "quotactl",
                                    "quotactl_fd",
                                    "reboot",
                                    "request_key",
                                    "set_mempolicy",
                                    "setns",
                                    "settimeofday",
                                    "stime",
                                    "swapoff",
                                    "swapon",
                                    "sysfs",
                                    "syslog",
                                    "umount",
                                    "umount2",
                                    "unshare",
                                    "uselib",
                                    "userfaultfd",
                                    "ustat",
                                    "vm86",
                                    "vm86old",
                                    "vhangup"};

/// The flags of clone() with any of which it would make a namespace.
constexpr std::uint64_t kNewNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

/// Networks that belong to no namespace (vsock reaches the hypervisor) or are doors into the kernel (AF_ALG): all but the usual ones.
constexpr int kFamilies[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET};

json::object refusal(json::array names, int error) {
  return {{"names", std::move(names)}, {"action", "SCMP_ACT_ERRNO"}, {"errnoRet", error}};
}

/// One rule a flag: a masked comparison is of equality alone.
void refuse_new_namespaces(json::array& rules) {
  for (std::uint64_t flag = 1; flag <= kNewNamespaces; flag <<= 1) {
    if ((kNewNamespaces & flag) == 0) continue;
    json::object rule = refusal({"clone"}, EPERM);
    rule["args"] = json::array{
        json::object{{"index", 0}, {"value", flag}, {"valueTwo", flag}, {"op", "SCMP_CMP_MASKED_EQ"}}};
    rules.push_back(std::move(rule));
  }
  // Its flags lie in memory, which a filter cannot read: the C library then takes clone().
  rules.push_back(refusal({"clone3"}, ENOSYS));
}

void refuse_network(json::array& rules, int family, const char* comparison) {
  json::object rule = refusal({"socket"}, EAFNOSUPPORT);
  rule["args"] = json::array{json::object{{"index", 0}, {"value", family}, {"op", comparison}}};
  rules.push_back(std::move(rule));
}

/// A rule each below the last usual one, and one for all beyond: each costs a container's start some 0.1 ms. The whole register is
/// compared, of which the kernel takes the lower half: with something in the upper half it is beyond, too.
void refuse_other_networks(json::array& rules) {
  const int last = *std::max_element(std::begin(kFamilies), std::end(kFamilies));
  for (int family = 0; family < last; ++family) {
    if (std::find(std::begin(kFamilies), std::end(kFamilies), family) == std::end(kFamilies))
      refuse_network(rules, family, "SCMP_CMP_EQ");
  }
  refuse_network(rules, last, "SCMP_CMP_GT");
}

}  // namespace

json::object system_call_filter() {
  json::array names;
  for (const char* name : kRefused) names.emplace_back(name);
  json::array rules;
  rules.push_back(refusal(std::move(names), EPERM));
  refuse_new_namespaces(rules);
  refuse_other_networks(rules);
  return {{"defaultAction", "SCMP_ACT_ALLOW"}, {"syscalls", std::move(rules)}};
}

}  // namespace eni::sandbox::world
