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

/// What has more users than one in tasks; for people.
inline constexpr const char* kHowToLendUsers =
    "sudo apt install uidmap, and lend users: sudo usermod --add-subuids 100000-165535 --add-subgids "
    "100000-165535 $USER";

/// Whether the world has all of them: the kernel would only say "Invalid argument".
/// @param users  how many the world has (World::users())
/// @error  "user or group 1000 is not among the 1 that tasks have here; …"
Result<void> check_is_lent(const world::ContainerUser& user, std::uint32_t users);

}  // namespace eni::sandbox::task_engine
