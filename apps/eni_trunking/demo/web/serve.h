#pragma once
/// The server of the demo's containers.

namespace eni::demo_web {

/// Answers whoever asks on port 80, until SIGTERM.
/// @return  what the program ends with: 1 if the port cannot be had
int serve();

}  // namespace eni::demo_web
