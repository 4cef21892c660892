#pragma once
/// What on this machine keeps users from namespaces: a setting, Ubuntu's AppArmor, or the container that the sandbox is in.
/// Sources: user_namespaces(7); seccomp(2); Linux, Documentation/admin-guide/sysctl/user.rst; Ubuntu 24.04's release notes, "Unprivileged
/// user namespace restrictions"; AppArmor's profiles of programs that make them (profiles/apparmor.d/crun).
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox::isolation {

struct Obstacle {
  std::string
      cause;  ///< "sysctl: user.max_user_namespaces is 0"; "" where nothing of this machine explains it
  std::string remedy;  ///< the line to type, or what to change; "" where nothing that is known here helps
};

/// @param failure  what init said: "new namespaces: Operation not permitted"
/// @param root     of the files that are looked at, "" for the machine's
Obstacle find_obstacle(std::string_view failure, const std::string& root = "");

/// "cannot make a world: new namespaces: No space left on device (sysctl: user.max_user_namespaces is 0)", with the remedy as hint.
/// @param intent  "cannot make a world: "
Error obstructed(const std::string& intent, const std::string& failure);

}  // namespace eni::sandbox::isolation
