#pragma once
/// Who "USER[:GROUP]" of an image is: numbers, looked up in its /etc/passwd and /etc/group.
/// Source: opencontainers/runc, libcontainer/user, "GetExecUser", which Docker uses; its words.
#include <string>
#include <string_view>

#include "base/result.h"
#include "sandbox/world/containers/container.h"

namespace eni::sandbox::task_engine {

struct ImageUser {
  world::ContainerUser numbers;
  std::string home = "/";  ///< for HOME where nothing sets it
};

/// The image's account files, as text; "" for one that is not there.
struct AccountFiles {
  std::string users;   ///< /etc/passwd
  std::string groups;  ///< /etc/group
};

/// @param user  names or numbers; "" is root
/// @error  "unable to find user web: no matching entries in passwd file"; "unable to find group web: no matching entries in group file";
///         "uids and gids must be in range 0-2147483647"
Result<ImageUser> find_image_user(std::string_view user, const AccountFiles& files);

}  // namespace eni::sandbox::task_engine
