/// `eni-trunking fleet`: many accounts and Regions, by CloudFormation StackSets.
#include "eni_trunking/fleet/fleet.h"

#include <CLI/App.hpp>

namespace eni::command {

namespace {

const Command kFleetCommands[] = {
    {"deploy", "A stack set with the role and the setting in each account and Region", declare_fleet_deploy},
    {"status", "How the stacks are: accounts by Regions, and why some are not current", declare_fleet_status},
    {"doctor", "What doctor finds in each account and Region, by a role there", declare_fleet_doctor},
    {"destroy", "Deletes the stacks, the stack set, and what deploying has left in S3",
     declare_fleet_destroy},
};

}  // namespace

Run declare_fleet(CLI::App& app, Terminal& terminal) {
  app.footer(
      "Run from the administrator account (of the organization, or of those that are\n"
      "managed by roles), in one Region, which keeps the stack set.\n"
      "More about one: eni-trunking fleet deploy --help");
  return declare_commands(app, terminal, kFleetCommands);
}

}  // namespace eni::command
