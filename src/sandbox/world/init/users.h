#pragma once
/// The users inside the world, and who they are outside.
#include <cstdint>

namespace eni::sandbox::world::init {

/// Outside, what a machine's root lends: 65536 users that neither distributions nor systemd hand out.
/// Source: systemd, "Users, Groups, UIDs and GIDs on systemd Systems".
inline constexpr std::uint32_t kFirstLentUser = 0x7000'0000;
inline constexpr std::uint32_t kLentUsers = 65'536;

/// New user namespace. Inside this process is root with all capabilities. Of root's there are 65536 users, none of them known
/// outside, or there is no world; of an ordinary user's as many as /etc/subuid lends them, if newuidmap is there; else only one, who
/// is this user outside.
/// @param files  a folder that becomes the root's inside
/// @return       how many users there are
std::uint32_t enter_user_namespace(const char* files);

}  // namespace eni::sandbox::world::init
