#pragma once
/// What programs in a jail may not ask of the kernel, and the call that the sandbox answers itself.
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation::init {

/// For this process and all that it starts. With brokered egress connect() waits for the sandbox's answer, which gets the
/// descriptor for it on the control socket.
/// @return  false with errno
bool install_filter(const Layout& layout);

}  // namespace eni::sandbox::isolation::init
