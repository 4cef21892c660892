#pragma once
/// The layout as init reads it: what layout.h says, with what the sandbox has found out about the machine.
#include <string>
#include <vector>

#include "sandbox/isolation/init/wire.h"
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation {

/// File descriptors that init is started with; the last only if the layout has a network.
enum InitDescriptor : int { kControl = 3, kSpec = 4, kGauge = 5, kNetwork = 6 };

/// What a process of the machine's root becomes before it makes namespaces, so that nothing in a jail is root's outside.
/// No user of Debian's or systemd's ranges has this number.
constexpr std::uint32_t kPowerlessUser = 454'656;

std::string serialize(const Layout& layout);
/// Only what `serialize` wrote.
Layout parse_layout(std::string_view bytes);

}  // namespace eni::sandbox::isolation
