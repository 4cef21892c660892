#pragma once
/// From a process of the machine to pid 1 of namespaces of its own.
#include <cstdint>

namespace eni::sandbox::isolation::init {

/// Whether this process is root and can, hence must, become kPowerlessUser first.
bool is_machine_root();
/// Gives up root for kPowerlessUser.
void become_powerless();
/// Enters a network, and the user namespace that it belongs to, as the first user there: for root that is nobody outside. What
/// `enter_namespaces` makes then belongs to a user namespace below that one, from which nothing can be done to the network.
/// @param network  a descriptor, which is closed
void join_network(int network);
enum class NetworkToEnter { kNew, kPresent };
/// New user, mount, pid, network, ipc and uts namespaces. Returns in their pid 1 only, as user `user` with all capabilities
/// over them; this process waits for that one and ends with it.
void enter_namespaces(std::uint32_t user, NetworkToEnter network = NetworkToEnter::kNew);

}  // namespace eni::sandbox::isolation::init
