#pragma once
/// The signal by which a container is asked to stop.
/// Source: moby/sys, signal.ParseSignal: a number, or a name with or without "SIG" in any case, or "SIGRTMIN+3".
#include <optional>
#include <string_view>

namespace eni::sandbox::task_engine {

/// @return  nothing for what names no signal
std::optional<int> parse_signal(std::string_view text);

}  // namespace eni::sandbox::task_engine
