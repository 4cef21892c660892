#pragma once
/// The commands of `fleet`.
#include "eni_trunking/command.h"

namespace eni::command {

Run declare_fleet_deploy(CLI::App& app, Terminal& terminal);
Run declare_fleet_destroy(CLI::App& app, Terminal& terminal);
Run declare_fleet_doctor(CLI::App& app, Terminal& terminal);
Run declare_fleet_status(CLI::App& app, Terminal& terminal);

}  // namespace eni::command
