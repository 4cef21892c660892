#include "sandbox/isolation/obstacle.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace eni::sandbox::isolation {
namespace {

/// Of the machine's files what tells why it refuses.
class Machine {
 public:
  explicit Machine(const std::string& root) : root_{root} {}

  std::string setting(const char* name) const {
    std::ifstream file{root_ + "/proc/sys/" + name};
    std::string value;
    std::getline(file, value);
    return value;
  }
  /// Whether a filter looks at this process's system calls, and hence at those of all that it starts.
  bool has_filter() const { return says_of_us("Seccomp:\t2"); }
  bool is_root() const { return says_of_us("Uid:\t0\t"); }
  bool is_container() const {
    std::error_code none;
    return std::filesystem::exists(root_ + "/.dockerenv", none) ||
           std::filesystem::exists(root_ + "/run/.containerenv", none);
  }
  /// Whether that user of the first user namespace is one of ours.
  bool has_user(unsigned long user) const {
    std::ifstream file{root_ + "/proc/self/uid_map"};
    unsigned long inside = 0;
    unsigned long outside = 0;
    unsigned long count = 0;
    while (file >> inside >> outside >> count)
      if (inside <= user && user - inside < count) return true;
    return false;
  }
  std::string program() const {
    std::error_code none;
    return std::filesystem::read_symlink(root_ + "/proc/self/exe", none).string();
  }

 private:
  /// @param start  of a line
  bool says_of_us(std::string_view start) const {
    std::ifstream file{root_ + "/proc/self/status"};
    for (std::string line; std::getline(file, line);)
      if (line.starts_with(start)) return true;
    return false;
  }

  std::string root_;
};

constexpr const char* kMoreNamespaces = "sudo sysctl user.max_user_namespaces=15000";
constexpr const char* kPrivilegedContainer =
    "start this container with --privileged (GitHub Actions: options: --privileged of the job's container), "
    "or "
    "run the sandbox outside of containers";

bool is_of(std::string_view failure, int error) { return failure.ends_with(std::strerror(error)); }

/// Where all are forbidden by a number, whatever failed first would not be the last to fail.
Obstacle limit_reached(const Machine& machine, std::string cause) {
  return {"sysctl: " + std::move(cause),
          machine.is_container() ? std::string("on the machine that runs this container: ") + kMoreNamespaces
                                 : kMoreNamespaces};
}

Obstacle filtered(const Machine& machine) {
  if (machine.is_container())
    return {"container: its seccomp profile refuses what namespaces need", kPrivilegedContainer};
  return {"container: a seccomp filter refuses what namespaces need, as containers' do",
          std::string(kPrivilegedContainer) + "; of a systemd unit: RestrictNamespaces=no"};
}

/// A path that means itself both in a shell and in a profile.
bool is_plain(const std::string& path) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
  return path.starts_with("/") && path.find_first_not_of(kPlain) == std::string::npos;
}

/// Ubuntu's form for container runtimes.
std::string profile_line(const std::string& program) {
  return "echo 'abi <abi/4.0>, profile eni-trunking " + program +
         " flags=(unconfined) { userns, }' | sudo tee /etc/apparmor.d/eni-trunking && "
         "sudo apparmor_parser -r /etc/apparmor.d/eni-trunking; or, ";
}

/// Who has no profile that allows them gets namespaces without any rights in them. Root has them, but not the user that it becomes for
/// programs of functions.
Obstacle confined(const Machine& machine) {
  const std::string program = machine.program();
  const std::string profile = is_plain(program) ? profile_line(program) : "";
  const std::string as_root = machine.is_root() ? "" : "; or run it as root";
  return {
      "AppArmor: kernel.apparmor_restrict_unprivileged_userns is 1, and no profile allows this program "
      "namespaces",
      profile +
          "for all programs until the next boot, sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0" +
          as_root};
}

/// The first that who is in a user namespace may do if he has its rights.
bool is_in_new_namespace(std::string_view failure) {
  constexpr std::string_view kSteps[] = {"mapping a user", "/proc/self/", "setgroups", "the user inside"};
  return std::ranges::any_of(kSteps, [&](std::string_view step) { return failure.starts_with(step); });
}

/// Root becomes another user for programs of functions, before it makes namespaces.
bool is_change_of_user(std::string_view failure) {
  constexpr std::string_view kSteps[] = {"leaving root's groups", "setresgid", "setresuid"};
  return std::ranges::any_of(kSteps, [&](std::string_view step) { return failure.starts_with(step); });
}

Obstacle without_capabilities(const Machine& machine) {
  return {"this root lacks the capabilities CAP_SETUID and CAP_SETGID",
          machine.is_container() ? "start this container with them: --cap-add SETUID --cap-add SETGID"
                                 : "start the sandbox with them, or as an ordinary user"};
}

/// Root lends users to worlds: such as only the machine's first user namespace has, or one that was given as many.
bool lacks_users_to_lend(const Machine& machine, std::string_view failure) {
  constexpr std::string_view kLending = "lending users of root's, beginning with ";
  if (!failure.starts_with(kLending)) return false;
  unsigned long first = 0;
  const std::string_view rest = failure.substr(kLending.size());
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), first);
  return read.ec == std::errc{} && !machine.has_user(first);
}

Obstacle enclosed() {
  return {
      "the user namespace that the sandbox runs in has too few users",
      "run the sandbox outside of it (unshare, a rootless container), or in it as a user that is not root"};
}

}  // namespace

Obstacle find_obstacle(std::string_view failure, const std::string& root) {
  const Machine machine{root};
  if (failure.starts_with("an overlay")) return {"", "a kernel from 5.11 on"};
  if (failure.starts_with("the attributes")) return {"", "a kernel from 5.12 on"};
  const bool is_new = failure.starts_with("new namespaces");
  const bool is_refused = is_of(failure, EPERM) || is_of(failure, EACCES);
  if (machine.setting("user/max_user_namespaces") == "0")
    return limit_reached(machine, "user.max_user_namespaces is 0");
  if (is_new && is_of(failure, ENOSPC))
    return limit_reached(machine, "user.max_user_namespaces, or that of what encloses this, allows no more");
  if (is_refused && machine.setting("kernel/unprivileged_userns_clone") == "0")
    return {"sysctl: kernel.unprivileged_userns_clone is 0",
            "sudo sysctl kernel.unprivileged_userns_clone=1"};
  if (is_refused && is_change_of_user(failure)) return without_capabilities(machine);
  if (is_refused && lacks_users_to_lend(machine, failure)) return enclosed();
  if (is_refused && !is_in_new_namespace(failure) && machine.has_filter()) return filtered(machine);
  if (is_refused && (is_new || is_in_new_namespace(failure)) &&
      machine.setting("kernel/apparmor_restrict_unprivileged_userns") == "1")
    return confined(machine);
  if (is_refused && machine.is_container())
    return {"container: it lacks rights that namespaces need", kPrivilegedContainer};
  return {"", is_refused || is_new ? "a kernel that allows user namespaces to this user" : ""};
}

Error obstructed(const std::string& intent, const std::string& failure) {
  Obstacle found = find_obstacle(failure);
  const std::string cause = found.cause.empty() ? "" : " (" + found.cause + ")";
  return {intent + failure + cause, std::move(found.remedy)};
}

}  // namespace eni::sandbox::isolation
