#pragma once
/// What `eni-trunking fleet deploy` is told.
#include <map>
#include <string>
#include <vector>

#include "eni_trunking/fleet/fleet_command.h"
#include "eni_trunking/fleet/fleet_options.h"
#include "eni_trunking/fleet/targets.h"

namespace eni::command {

/// Texts of the command line, before they are known to be good.
struct FleetDeployOptions {
  FleetOptions fleet;
  TargetOptions targets;
  PreferenceOptions preferences;
  std::vector<std::string> parameters;
  std::vector<std::string> tags;
  std::string architecture;
  std::string share_with;
  std::string administration_role_arn;
  std::string execution_role_name;
  std::string output = "table";
  bool auto_deployment = false;
  bool fix = false;
  bool no_execute = false;
  bool print_execution_role = false;
};

/// What users gave, once it is known to be good.
struct FleetDeployRequest {
  FleetDeployOptions options;
  TargetRequest targets;
  OperationPreferences preferences;
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> tags;
};

/// @error  of the first option whose value is not as it is to be
Result<FleetDeployRequest> read_deploy_request(const FleetDeployOptions& options);

void declare_deploy_options(CLI::App& app, FleetDeployOptions& options);

}  // namespace eni::command
