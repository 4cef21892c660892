#pragma once
/// `eni-trunking demo capacity`: a service behind a capacity provider, in virtual time.
#include "eni_trunking/command.h"

namespace eni::command {

/// Two clusters, one without and one with trunking: in each a service that wants 50 awsvpc tasks, and then none, makes an empty
/// Auto Scaling group grow and shrink. Prints both courses in one picture.
ExitCode run_capacity_demo(Terminal& terminal);

}  // namespace eni::command
