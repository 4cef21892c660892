#pragma once
/// From a process of the machine to pid 1 of namespaces of its own.
#include <cstdint>

namespace eni::sandbox::isolation::init {

/// Whether this process is root and can, hence must, become kPowerlessUser first.
bool is_machine_root();
/// Gives up root for kPowerlessUser.
void become_powerless();
/// New user, mount, pid, network, ipc and uts namespaces. Returns in their pid 1 only, as user `user` with all capabilities
/// over them; this process waits for that one and ends with it.
void enter_namespaces(std::uint32_t user);

}  // namespace eni::sandbox::isolation::init
