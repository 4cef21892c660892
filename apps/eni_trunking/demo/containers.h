#pragma once
/// `eni-trunking demo run`: the hosts' tasks really run, as containers.
#include "eni_trunking/command.h"

namespace eni::command {

/// Two hosts, one from before trunking and one from after. A task of the first asks each of the second, whose trunk is captured
/// meanwhile; then a load balancer is asked until all of them have answered.
ExitCode run_containers_demo(Terminal& terminal);

}  // namespace eni::command
