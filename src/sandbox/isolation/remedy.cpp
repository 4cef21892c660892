#include "sandbox/isolation/remedy.h"

#include <fstream>
#include <unistd.h>

namespace eni::sandbox::isolation {
namespace {

struct Setting {
  const char* file;
  const char* forbids;  ///< the value that does
  const char* remedy;
};

constexpr Setting kSettings[] = {
    {"/proc/sys/kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=15000"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
     "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for this program "
     "with the rule "
     "\"userns,\""},
};

std::string value_of(const char* path) {
  std::ifstream file{path};
  std::string value;
  std::getline(file, value);
  return value;
}

}  // namespace

std::string remedy_for(std::string_view failure) {
  for (const Setting& setting : kSettings)
    if (value_of(setting.file) == setting.forbids) return setting.remedy;
  if (failure.find("overlay") != std::string_view::npos) return "a kernel from 5.11 on";
  if (failure.find("attributes") != std::string_view::npos) return "a kernel from 5.12 on";
  if (access("/.dockerenv", F_OK) == 0 || access("/run/.containerenv", F_OK) == 0)
    return "start this container with --privileged, or run the sandbox outside of containers";
  return "a kernel that allows user namespaces to this user";
}

}  // namespace eni::sandbox::isolation
