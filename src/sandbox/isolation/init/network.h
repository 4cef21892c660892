#pragma once
/// The jail's own network: its loopback with the layout's addresses, and the sockets that the sandbox serves.
#include <vector>

#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation::init {

/// With the layout's addresses and those of its name servers.
void bring_up_loopback(const Layout& layout);
/// Datagram sockets at the name servers' addresses, in the order of the layout. One whose address cannot be had here (IPv6 on a
/// machine without it) is bound to none, and hears nothing.
std::vector<int> make_name_servers(const Layout& layout);
/// Listening sockets in the order of the layout.
std::vector<int> make_listeners(const Layout& layout);
/// The Unix socket of the tools' clients.
int make_tool_listener();

}  // namespace eni::sandbox::isolation::init
