#pragma once
/// The jail's own network: its loopback with the layout's addresses, and the sockets that the sandbox serves.
#include <vector>

#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation::init {

void bring_up_loopback(const Layout& layout);
/// Listening sockets in the order of the layout.
std::vector<int> make_listeners(const Layout& layout);
/// The Unix socket of the tools' clients.
int make_tool_listener();

}  // namespace eni::sandbox::isolation::init
