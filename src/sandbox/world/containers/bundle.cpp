#include "sandbox/world/containers/bundle.h"

#include <algorithm>
#include <cctype>

#include "sandbox/world/containers/system_calls.h"

namespace eni::sandbox::world {
namespace {

constexpr const char* kVersion = "1.0.2";
constexpr std::uint32_t kTerminalGroup = 5;

json::array texts(const std::vector<std::string>& values) {
  json::array out;
  for (const std::string& value : values) out.emplace_back(value);
  return out;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Docker's order: ALL to drop is none but those added, ALL to add is all but those dropped.
std::vector<std::string> capabilities_of(const Container& container) {
  const bool all = has(container.more_capabilities, "ALL");
  const bool none = has(container.fewer_capabilities, "ALL");
  std::vector<std::string> kept;
  for (const std::string& name : all_capabilities()) {
    const bool is_default = has(default_capabilities(), name) && !none;
    const bool is_added = all || has(container.more_capabilities, name);
    const bool is_dropped = has(container.fewer_capabilities, name);
    if ((is_default || is_added) && !is_dropped) kept.push_back("CAP_" + name);
  }
  return kept;
}

json::object user_of(const ContainerUser& user) {
  json::object out{{"uid", user.user}, {"gid", user.group}};
  if (user.more_groups.empty()) return out;
  json::array groups;
  for (const std::uint32_t group : user.more_groups) groups.emplace_back(group);
  out["additionalGids"] = std::move(groups);
  return out;
}

json::array limits_of(const Container& container) {
  json::array out;
  for (const ResourceLimit& limit : container.resource_limits) {
    std::string name = "RLIMIT_";
    for (const char letter : limit.name)
      name.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(letter))));
    out.push_back(json::object{{"type", name}, {"soft", limit.soft}, {"hard", limit.hard}});
  }
  return out;
}

json::object process_of(const Container& container) {
  json::array environment;
  for (const auto& [name, value] : container.environment) environment.emplace_back(name + "=" + value);
  const json::array kept = texts(capabilities_of(container));
  json::object capabilities;
  // Root has them at once; another user only what a file's own capabilities bring, and that not without new privileges.
  const bool is_root = container.user.user == 0;
  capabilities["bounding"] = kept;
  capabilities["effective"] = is_root ? kept : json::array{};
  capabilities["permitted"] = is_root ? kept : json::array{};
  return {{"terminal", container.terminal},  {"user", user_of(container.user)},
          {"args", texts(container.argv)},   {"env", std::move(environment)},
          {"cwd", container.directory},      {"capabilities", std::move(capabilities)},
          {"rlimits", limits_of(container)}, {"noNewPrivileges", true}};
}

json::object mount_of(std::string_view target, std::string_view type, std::string_view source,
                      const std::vector<std::string>& options) {
  return {{"destination", target}, {"type", type}, {"source", source}, {"options", texts(options)}};
}

json::array mounts_of(const Container& container, std::uint32_t users) {
  std::vector<std::string> terminals{"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"};
  if (users > kTerminalGroup) terminals.push_back("gid=" + std::to_string(kTerminalGroup));
  json::array out;
  out.push_back(mount_of("/proc", "proc", "proc", {"nosuid", "noexec", "nodev"}));
  out.push_back(mount_of("/dev", "tmpfs", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}));
  out.push_back(mount_of("/dev/pts", "devpts", "devpts", terminals));
  if (container.shared_memory_bytes > 0)
    out.push_back(mount_of(
        "/dev/shm", "tmpfs", "shm",
        {"nosuid", "noexec", "nodev", "mode=1777", "size=" + std::to_string(container.shared_memory_bytes)}));
  out.push_back(mount_of("/dev/mqueue", "mqueue", "mqueue", {"nosuid", "noexec", "nodev"}));
  out.push_back(mount_of("/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}));
  for (const MemoryMount& mount : container.memory_mounts) {
    std::vector<std::string> options{"nosuid", "nodev", "size=" + std::to_string(mount.bytes)};
    options.insert(options.end(), mount.options.begin(), mount.options.end());
    out.push_back(mount_of(mount.target, "tmpfs", "tmpfs", options));
  }
  for (const BindMount& mount : container.volumes) {
    // With all that is mounted below it, which there cannot be below a file: runtimes refuse that.
    const char* read_only = mount.is_file ? "ro" : "rro";
    out.push_back(mount_of(mount.target, "bind", mount.source,
                           {"rbind", "rprivate", mount.read_only ? read_only : "rw"}));
  }
  return out;
}

/// What /proc and /sys tell of the machine, or would let be changed.
/// Source: Docker's defaults (moby, oci/defaults.go).
json::array masked_paths() {
  return {"/proc/acpi",        "/proc/asound",        "/proc/interrupts", "/proc/kcore",
          "/proc/keys",        "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
          "/proc/sched_debug", "/proc/scsi",          "/sys/firmware",    "/sys/devices/virtual/powercap"};
}

json::array read_only_paths() {
  return {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
}

json::object linux_of(const Container& container) {
  json::array namespaces;
  for (const char* type : {"pid", "ipc", "uts", "mount", "cgroup"})
    namespaces.push_back(json::object{{"type", type}});
  json::object controls;
  for (const auto& [name, value] : container.system_controls) controls[name] = value;
  return {{"namespaces", std::move(namespaces)},
          {"sysctl", std::move(controls)},
          {"maskedPaths", masked_paths()},
          {"readonlyPaths", read_only_paths()},
          {"seccomp", system_call_filter()}};
}

}  // namespace

const std::vector<std::string>& all_capabilities() {
  static const std::vector<std::string> names{"AUDIT_CONTROL",   "AUDIT_READ",   "AUDIT_WRITE",
                                              "BLOCK_SUSPEND",   "BPF",          "CHECKPOINT_RESTORE",
                                              "CHOWN",           "DAC_OVERRIDE", "DAC_READ_SEARCH",
                                              "FOWNER",          "FSETID",       "IPC_LOCK",
                                              "IPC_OWNER",       "KILL",         "LEASE",
                                              "LINUX_IMMUTABLE", "MAC_ADMIN",    "MAC_OVERRIDE",
                                              "MKNOD",           "NET_ADMIN",    "NET_BIND_SERVICE",
                                              "NET_BROADCAST",   "NET_RAW",      "PERFMON",
                                              "SETFCAP",         "SETGID",       "SETPCAP",
                                              "SETUID",          "SYS_ADMIN",    "SYS_BOOT",
                                              "SYS_CHROOT",      "SYS_MODULE",   "SYS_NICE",
                                              "SYS_PACCT",       "SYS_PTRACE",   "SYS_RAWIO",
                                              "SYS_RESOURCE",    "SYS_TIME",     "SYS_TTY_CONFIG",
                                              "SYSLOG",          "WAKE_ALARM"};
  return names;
}

const std::vector<std::string>& default_capabilities() {
  static const std::vector<std::string> names{
      "CHOWN",  "DAC_OVERRIDE", "FSETID",  "FOWNER",           "MKNOD",      "NET_RAW", "SETGID",
      "SETUID", "SETFCAP",      "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL",    "AUDIT_WRITE"};
  return names;
}

json::object executed_process(const Container& container, const ExecutedProgram& program) {
  Container with_program = container;
  with_program.argv = program.argv;
  with_program.environment = program.environment;
  with_program.directory = program.directory;
  with_program.user = program.user;
  json::object process = process_of(with_program);
  process["terminal"] = program.terminal;
  return process;
}

json::object runtime_configuration(const Container& container, std::uint32_t users) {
  json::object out{{"ociVersion", kVersion},
                   {"process", process_of(container)},
                   {"root", json::object{{"path", container.root}, {"readonly", container.read_only_root}}},
                   {"mounts", mounts_of(container, users)},
                   {"linux", linux_of(container)}};
  if (!container.host_name.empty()) out["hostname"] = container.host_name;
  return out;
}

}  // namespace eni::sandbox::world
