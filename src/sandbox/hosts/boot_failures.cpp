#include "sandbox/hosts/boot_failures.h"

namespace eni::sandbox::hosts {

std::string script_failure(ScriptToRun::Origin origin, const std::string& path, std::size_t status) {
  using Origin = ScriptToRun::Origin;
  switch (origin) {
    case Origin::kBoothook:
      return "util.py[WARNING]: Boothooks script " + path + " execution error";
    case Origin::kBootcmd:
      return "util.py[WARNING]: Failed to run bootcmd module bootcmd";
    case Origin::kPackages:
      return "util.py[WARNING]: Failed to install packages";
    case Origin::kUserScripts:
      break;
  }
  return "util.py[WARNING]: Failed running " + path + " [" + std::to_string(status) + "]";
}

}  // namespace eni::sandbox::hosts
